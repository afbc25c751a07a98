package dev.keyhaul.core;

import dev.keyhaul.core.argument.Arguments;
import java.util.Optional;
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

    private @Nullable String voided;

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

    /**
     * {@return an error that shows that an earlier wrap is void, which had passed its checks}
     *
     * @param wrapped {@link dev.keyhaul.core.key.WrappedKey#sha256} of that wrap
     */
    public static CheckFailedException voiding(
            String wrapped, Reason reason, String message, @Nullable String hint) {
        Arguments.notNull("wrapped", wrapped, "reason", reason, "message", message);
        CheckFailedException error = new CheckFailedException(reason, message, hint);
        error.voided = wrapped;
        return error;
    }

    /**
     * {@return the {@link dev.keyhaul.core.key.WrappedKey#sha256 SHA-256} of an earlier wrap, of
     * the same run, that this shows to be void} Whoever shipped it withdraws it: a token that
     * repeats an AES key spoils both wraps.
     */
    public Optional<String> voided() {
        return Optional.ofNullable(voided);
    }
}
