package dev.keyhaul.core;

import org.jspecify.annotations.Nullable;

/**
 * A request may have changed something or not: its answer was lost. Whoever sent it finds out
 * before it is sent again; the hint says how. No other error stands for this.
 *
 * <p>A batch's journal leaves the item open, and the next run looks for the result first.
 *
 * @since 0.1.0
 */
public final class UnknownOutcomeException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error from the one that was seen while an item of a batch was delivered. */
    public UnknownOutcomeException(KeyTransferException cause) {
        this(
                "no answer, so the outcome is unknown: " + cause.getMessage(),
                "the next run checks whether it was done before it tries again",
                cause);
    }

    /** Makes the error with how to find out, and what led to it. */
    public UnknownOutcomeException(
            String message, @Nullable String hint, @Nullable Throwable cause) {
        super(Reason.OUTCOME_UNKNOWN, message, hint, cause);
    }
}
