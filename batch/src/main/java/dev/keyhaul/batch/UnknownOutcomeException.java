package dev.keyhaul.batch;

import dev.keyhaul.core.KeyTransferException;

/**
 * A step may have been done or not: its answer was lost. The journal leaves it open, and the next
 * run looks before it does it again.
 */
public final class UnknownOutcomeException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error of what was seen. */
    public UnknownOutcomeException(KeyTransferException cause) {
        super(
                "no answer, so that it is not known whether it was done: " + cause.getMessage(),
                "--resume looks for it before it is done again",
                cause);
    }
}
