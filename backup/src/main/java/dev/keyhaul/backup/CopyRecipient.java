package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.TransferableKey;

/**
 * Someone for whom keys are wrapped as master copies. Implementations may be used by several
 * threads, one for each key that is wrapped.
 *
 * @since 0.1.0
 */
public interface CopyRecipient {
    /** Returns how manifests describe it. */
    Recipient description();

    /**
     * Returns what guards a copy that is made for it: by default no token, so that a token's key
     * goes to it only if that was allowed.
     *
     * @throws KeyTransferException when its token fails
     */
    default KeyOrigin.Protection protection() throws KeyTransferException {
        return KeyOrigin.Protection.SOFTWARE;
    }

    /**
     * Checks before anything is wrapped that a copy of the key may be made for it. What {@link
     * #wrap} would refuse, this refuses.
     *
     * @param target the key that is copied; it stays open
     * @throws KeyTransferException when the recipient's key is good for anything else, or can leave
     *     its token; or when this key cannot be wrapped for it
     */
    void requireFit(TransferableKey target) throws KeyTransferException;

    /**
     * Wraps the key for this recipient and, where the recipient can be asked now, restores the
     * result and uses it: a copy that was never restored is no copy.
     *
     * @throws KeyTransferException when the key may not leave, the recipient is not fit, or the
     *     copy cannot be restored
     */
    RecipientCopy wrap(TransferableKey target) throws KeyTransferException;
}
