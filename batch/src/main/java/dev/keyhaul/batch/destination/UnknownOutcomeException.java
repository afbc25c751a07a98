package dev.keyhaul.batch.destination;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;

/**
 * A request may have changed something or not: its answer was lost. The journal leaves the item
 * open, and the next run looks for the result before it sends the request again.
 *
 * @since 0.1.0
 */
public final class UnknownOutcomeException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error from the one that was seen. */
    public UnknownOutcomeException(KeyTransferException cause) {
        super(
                Reason.OUTCOME_UNKNOWN,
                "no answer, so the outcome is unknown: " + cause.getMessage(),
                "the next run checks whether it was done before it tries again",
                cause);
    }
}
