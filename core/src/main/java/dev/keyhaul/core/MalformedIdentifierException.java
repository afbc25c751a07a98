package dev.keyhaul.core;

import org.jspecify.annotations.Nullable;

/**
 * A key identifier, a URL, a PKCS#11 URI or another name on a command line does not have the form
 * that it must have.
 *
 * @since 0.1.0
 */
public final class MalformedIdentifierException extends MalformedInputException {
    private static final long serialVersionUID = 1L;

    /** Makes the error with the operator's next step. */
    public MalformedIdentifierException(Reason reason, String message, @Nullable String hint) {
        super(reason, message, hint);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public MalformedIdentifierException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(reason, message, hint, cause);
    }
}
