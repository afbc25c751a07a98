package dev.keyhaul.core;

import org.jspecify.annotations.Nullable;

/**
 * Something that was to be proven did not hold: an unwrap, a signature, a fingerprint.
 *
 * <p>Failures to unwrap all carry the same message and no cause, so that they tell an attacker
 * nothing.
 *
 * @since 0.1.0
 */
public final class CheckFailedException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error without a next step. */
    public CheckFailedException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    /** Makes the error with the operator's next step. */
    public CheckFailedException(Reason reason, String message, @Nullable String hint) {
        this(reason, message, hint, null);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public CheckFailedException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(reason, message, hint, cause);
    }
}
