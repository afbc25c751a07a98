package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.NameState;
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

    KeyVault connect(Console console) throws KeyTransferException {
        return vault.connect(console);
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
}
