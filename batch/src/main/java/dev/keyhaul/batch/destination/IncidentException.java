package dev.keyhaul.batch.destination;

import dev.keyhaul.core.KeyTransferException;

/**
 * The key of an item may be exposed: the batch ends at once, the journal keeps the item as an
 * incident, and no later run tries it again.
 *
 * @since 0.1.0
 */
public final class IncidentException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error from the one that was seen, with its hint and reason. */
    public IncidentException(KeyTransferException cause) {
        super(cause.reason(), String.valueOf(cause.getMessage()), cause.hint().orElse(null), cause);
    }
}
