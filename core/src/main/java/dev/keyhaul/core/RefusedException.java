package dev.keyhaul.core;

import org.jspecify.annotations.Nullable;

/**
 * A rule forbids what was asked: a key length, a KEK that is not authenticated, a key that must not
 * leave.
 *
 * @since 0.1.0
 */
public final class RefusedException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error without a next step. */
    public RefusedException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    /** Makes the error with the operator's next step. */
    public RefusedException(Reason reason, String message, @Nullable String hint) {
        this(reason, message, hint, null);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public RefusedException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(reason, message, hint, cause);
    }
}
