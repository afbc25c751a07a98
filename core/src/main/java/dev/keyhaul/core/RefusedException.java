package dev.keyhaul.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule forbids what was asked: a key length, a KEK that is not authenticated, a key that must not
 * leave.
 */
public final class RefusedException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Reason reason;

    /** Makes the error without a next step. */
    public RefusedException(String message) {
        this(message, null, null);
    }

    /** Makes the error with the operator's next step. */
    public RefusedException(String message, @Nullable String hint) {
        this(message, hint, null);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public RefusedException(String message, @Nullable String hint, @Nullable Throwable cause) {
        this(message, hint, cause, null);
    }

    private RefusedException(
            String message,
            @Nullable String hint,
            @Nullable Throwable cause,
            @Nullable Reason reason) {
        super(message, hint, cause);
        this.reason = reason;
    }

    /** Makes the error of a reason, whose next step the embedding program knows. */
    public static RefusedException because(Reason reason, String message) {
        return new RefusedException(message, null, null, reason);
    }

    /** Returns the reason, if the next step depends on the embedding program. */
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }
}
