package dev.keyhaul.core.backup;

import dev.keyhaul.core.backup.manifest.Recipient;
import dev.keyhaul.core.key.WrappedKey;

/**
 * A key wrapped for one recipient.
 *
 * @param recipient who opens it
 * @param wrapped the key, wrapped under the recipient's key
 */
public record RecipientCopy(Recipient recipient, WrappedKey wrapped) {
    /** Refuses what is not wrapped for this recipient. */
    public RecipientCopy {
        if (!recipient.identity().equals(wrapped.wrappingKey())
                || !recipient.opens(wrapped.method())) {
            throw new IllegalArgumentException(
                    wrapped + " is not wrapped for " + recipient.describe());
        }
    }
}
