package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.NameState;

/** The name of a key that is to be, before anything is changed. */
final class NewName {
    private NewName() {}

    /**
     * Goes on when a key can have it, and says what this identity may not see.
     *
     * @throws KeyTransferException when it is taken, or a deleted key still holds it
     */
    static void require(KeyVault vault, String name, ImportOptions options, Console console)
            throws KeyTransferException {
        if (vault.requireUsableName(name, options) == NameState.NOT_TAKEN) {
            console.warn(
                    "this identity may not look at deleted keys: if one still holds the name "
                            + name
                            + ", the service refuses it");
        }
    }
}
