package dev.keyhaul.backup;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin.Protection;
import dev.keyhaul.core.key.TransferableKey;
import java.util.Optional;

/**
 * The rule for a key that would be guarded less after it was copied: it goes only with its
 * fingerprint said aloud.
 */
public final class LeaveToken {
    private LeaveToken() {}

    /**
     * Checks whether a copy may go to a recipient.
     *
     * @param recipient what guards the recipient's key
     * @param said the fingerprint that the operator gave for this purpose
     * @throws RefusedException when the copy would be guarded less, and this was not said
     */
    public static void require(
            TransferableKey key, Protection recipient, Optional<Fingerprint> said)
            throws RefusedException {
        if (!guardsLess(key.origin().protection(), recipient)) {
            return;
        }
        Fingerprint actual = key.description().fingerprint();
        if (said.isEmpty() || !said.get().equals(actual)) {
            throw new RefusedException(
                    "the key is in "
                            + key.origin().protection().label()
                            + ", the recipient is "
                            + recipient.label(),
                    "if the key may leave its token, give --leave-token " + actual);
        }
    }

    private static boolean guardsLess(Protection home, Protection recipient) {
        return recipient.compareTo(home) > 0;
    }
}
