package dev.keyhaul.core;

import org.jspecify.annotations.Nullable;

/**
 * No key, or more than one, is what was asked for.
 *
 * @since 0.1.0
 */
public final class KeyChoiceException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error with the operator's next step. */
    public KeyChoiceException(Reason reason, String message, @Nullable String hint) {
        super(reason, message, hint, null);
    }
}
