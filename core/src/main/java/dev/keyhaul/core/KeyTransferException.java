package dev.keyhaul.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Root of all checked errors of the toolkit.
 *
 * <p>Messages are lower case and name what was wrong, the value and what is allowed; they never
 * hold a secret. The {@link #hint() hint} is the operator's next step. Subclasses differ by what a
 * caller does about them.
 */
public abstract class KeyTransferException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String hint;

    /** Makes an error with a message and, where there is one, the operator's next step. */
    protected KeyTransferException(
            String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** Returns the operator's next step, where one is known. */
    public final Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
