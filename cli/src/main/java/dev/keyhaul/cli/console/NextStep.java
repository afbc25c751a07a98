package dev.keyhaul.cli.console;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;

/** What to type next, for errors of the library, which knows no option. */
public final class NextStep {
    private NextStep() {}

    /** Returns the error with its hint, if it has a reason that asks for an option. */
    public static KeyTransferException of(KeyTransferException error) {
        return error instanceof RefusedException refused && refused.reason().isPresent()
                ? new RefusedException(
                        String.valueOf(refused.getMessage()), hint(refused.reason().get()), refused)
                : error;
    }

    private static String hint(Reason reason) {
        return switch (reason) {
            case REHEARSAL_KEK -> "give --rehearsal if the key is a rehearsal's too";
            case VAULT_MISSING -> "give --vault https://NAME.vault.azure.net";
        };
    }
}
