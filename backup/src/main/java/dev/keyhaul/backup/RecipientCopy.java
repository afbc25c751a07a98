package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.core.key.WrappedKey;
import java.util.List;

/**
 * A key wrapped for one recipient.
 *
 * @param recipient who opens it
 * @param wrapped the key, wrapped under the recipient's key
 * @param sealedShares for shares: what is sealed to each holder
 * @since 0.1.0
 */
public record RecipientCopy(Recipient recipient, WrappedKey wrapped, List<byte[]> sealedShares) {
    /** Makes one of a recipient that opens the wrapped key alone. */
    public RecipientCopy(Recipient recipient, WrappedKey wrapped) {
        this(recipient, wrapped, List.of());
    }

    /** Refuses what is not wrapped for this recipient. */
    public RecipientCopy {
        sealedShares = List.copyOf(sealedShares);
        if (!recipient.identity().equals(wrapped.wrappingKey())
                || !recipient.opens(wrapped.method())) {
            throw new IllegalArgumentException(
                    wrapped + " is not wrapped for " + recipient.describe());
        }
    }
}
