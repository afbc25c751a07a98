package dev.keyhaul.core;

import org.jspecify.annotations.Nullable;

/**
 * A file, identifier or message does not have the form that it must have.
 *
 * @since 0.1.0
 */
public class MalformedInputException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error without a next step. */
    public MalformedInputException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    /** Makes the error with the operator's next step. */
    public MalformedInputException(Reason reason, String message, @Nullable String hint) {
        this(reason, message, hint, null);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public MalformedInputException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(reason, message, hint, cause);
    }
}
