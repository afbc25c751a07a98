package dev.keyhaul.core;

import org.jspecify.annotations.Nullable;

/**
 * A key identifier, a URL, a PKCS#11 URI or another name on a command line does not have the form
 * that it must have.
 *
 * <pre>{@code
 * try {
 *     VaultHost host = VaultHost.parseUrl(typed);
 * } catch (MalformedIdentifierException e) {
 *     show(e.getMessage()); // what was typed, and what is allowed
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class MalformedIdentifierException extends MalformedInputException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the error with the operator's next step.
     *
     * @param reason why it is refused
     * @param message what was wrong, the value, and what is allowed
     * @param hint the operator's next step; null if none is known
     */
    public MalformedIdentifierException(Reason reason, String message, @Nullable String hint) {
        super(reason, message, hint);
    }

    /**
     * Makes the error with the operator's next step and what led to it.
     *
     * @param reason why it is refused
     * @param message what was wrong, the value, and what is allowed
     * @param hint the operator's next step; null if none is known
     * @param cause what led to it; null if nothing did
     */
    public MalformedIdentifierException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(reason, message, hint, cause);
    }
}
