package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.KeyVault;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The vaults of a batch and their KEKs, each connected to and downloaded once. Thread-safe. */
final class Vaults {
    private final VaultAccessOptions access;
    private final Map<VaultHost, KeyVault> connected = new HashMap<>();
    private final Map<String, KeyExchangeKey> keks = new HashMap<>();

    Vaults(VaultAccessOptions access) {
        this.access = access;
    }

    synchronized KeyVault get(VaultHost host, Console console) throws KeyTransferException {
        KeyVault vault = connected.get(host);
        if (vault == null) {
            vault = access.connect(host, console);
            connected.put(host, vault);
        }
        return vault;
    }

    synchronized KeyExchangeKey kek(VaultHost host, String name, Console console)
            throws KeyTransferException {
        String id = host.host() + "/" + name;
        KeyExchangeKey kek = keks.get(id);
        if (kek == null) {
            kek =
                    KeyExchangeKey.of(
                            get(host, console).downloadKek(name), Clock.systemUTC().instant());
            kek.warnings().forEach(console::warn);
            keks.put(id, kek);
        }
        return kek;
    }
}
