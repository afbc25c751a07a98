package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.NameState;
import dev.keyhaul.keyvault.VaultKey;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The vault and the name of a key that is to be made there. */
final class NewKeyOptions {
    @Mixin private VaultOptions vault = new VaultOptions();

    @Option(
            names = "--force",
            description = "make a new version, if the vault has a key of this name")
    boolean newVersion;

    String name() {
        return vault.name;
    }

    VaultHost host() {
        return vault.host();
    }

    /** Returns every vault that the command line names. */
    List<VaultHost> hosts() {
        return vault.hosts();
    }

    KeyVault connect(Console console) throws KeyTransferException {
        return vault.connect(console);
    }

    KeyVault connect(VaultHost host, Console console) throws KeyTransferException {
        return vault.connect(host, console);
    }

    ImportOptions options() {
        return ImportOptions.tenantKey().withNewVersion(newVersion);
    }

    /**
     * Goes on when a key can have the name, and says what this identity may not see.
     *
     * @throws KeyTransferException when it is taken, or a deleted key still holds it
     */
    void requireUsableName(KeyVault connected, Console console) throws KeyTransferException {
        if (connected.requireUsableName(name(), options()) == NameState.NOT_TAKEN) {
            console.warn(
                    "this identity may not look at deleted keys: if one still holds the name "
                            + name()
                            + ", the service refuses it");
        }
    }

    /**
     * Returns the expected key if the vault holds it under this name already, as after a run whose
     * proof had no answer; it is proven then, and not imported again.
     *
     * @throws KeyTransferException if another key has the name, or a deleted key still holds it
     */
    Optional<VaultKey> held(KeyVault connected, Fingerprint expected, Console console)
            throws KeyTransferException {
        try {
            requireUsableName(connected, console);
            return Optional.empty();
        } catch (RefusedException e) {
            if (!e.reason().equals(Optional.of(Reason.KEY_NAME_TAKEN))) {
                throw e;
            }
            VaultKey there = connected.show(name());
            if (!expected.equals(there.description().fingerprint())) {
                throw e;
            }
            console.note(
                    there.id() + " already holds this key: it was proven, and not imported again");
            return Optional.of(there);
        }
    }
}
