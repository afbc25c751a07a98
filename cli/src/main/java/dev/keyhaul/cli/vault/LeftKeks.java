package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import java.util.List;

/**
 * Disables the KEKs in a vault that interrupted imports of this account left. They are never used:
 * nobody saw them made.
 */
final class LeftKeks {
    private LeftKeks() {}

    static void disable(KeyVault vault, Console console) throws KeyTransferException {
        ImportKeks keks = ImportKeks.ofUser();
        for (String name : keks.leftIn(vault.host())) {
            try {
                if (vault.exists(name)) {
                    disable(vault.show(name), vault, console);
                }
                keks.forget(vault.host(), name);
            } catch (KeyTransferException e) {
                console.trace(e);
                console.warn(
                        "the KEK "
                                + name
                                + ", which an interrupted import left, could not be disabled: "
                                + e.getMessage());
            }
        }
    }

    /** Another key may have got the name since. */
    private static void disable(VaultKey kek, KeyVault vault, Console console)
            throws KeyTransferException {
        if (kek.operations().equals(List.of("import")) && kek.attributes().enabled()) {
            vault.disable(kek.id());
            console.note("disabled the KEK " + kek.id() + ", which an interrupted import left");
        }
    }
}
