package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.KeyVault;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The vaults of a batch and their KEKs, each connected to and downloaded once. Thread-safe. */
final class Vaults {
    private final VaultAccessOptions access;
    private final KekTrust trust;
    private final Map<VaultHost, KeyVault> connected = new HashMap<>();
    private final Map<Place, KeyExchangeKey> keks = new HashMap<>();

    private record Place(VaultHost host, NamedKek kek) {}

    Vaults(VaultAccessOptions access, KekTrust trust) {
        this.access = access;
        this.trust = trust;
    }

    synchronized KeyVault get(VaultHost host, Console console) throws KeyTransferException {
        KeyVault vault = connected.get(host);
        if (vault == null) {
            vault = access.connect(host, console);
            connected.put(host, vault);
        }
        return vault;
    }

    synchronized KeyExchangeKey kek(VaultHost host, NamedKek named, Console console)
            throws KeyTransferException {
        Place place = new Place(host, named);
        KeyExchangeKey kek = keks.get(place);
        if (kek == null) {
            KekCandidate found =
                    KekCandidate.of(
                            get(host, console).downloadKek(named.name()),
                            Clock.systemUTC().instant());
            kek = trust.authenticate(found, named.parsedFingerprint(), "the KEK " + found.kid());
            kek.warnings().forEach(console::warn);
            keks.put(place, kek);
        }
        return kek;
    }
}
