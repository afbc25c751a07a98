package dev.keyhaul.core;

import dev.keyhaul.core.argument.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * A PIN or password was refused.
 *
 * @since 0.1.0
 */
public final class WrongSecretException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    private @Nullable String oddity;

    /** Makes the error without a next step. */
    public WrongSecretException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    /** Makes the error with the operator's next step. */
    public WrongSecretException(Reason reason, String message, @Nullable String hint) {
        this(reason, message, hint, null);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public WrongSecretException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(reason, message, hint, cause);
    }

    /** Adds what is odd about the refused secret: it may be the reason. */
    public void suspect(String found) {
        Arguments.notNull("found", found);
        oddity = found;
    }

    @Override
    public String getMessage() {
        return super.getMessage() + (oddity == null ? "" : "; what was given has " + oddity);
    }
}
