package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a set of recipients must be like. */
final class CopyRules {
    private CopyRules() {}

    /**
     * Checks a set of recipients.
     *
     * @param origin where the key lives
     * @param sameTokenOnly whether a set that is lost with the origin token is wanted all the same
     * @throws RefusedException if one is named twice, or the copy would be lost with the origin
     *     token and that is not wanted
     */
    static void requireAllowed(KeyOrigin origin, List<Recipient> recipients, boolean sameTokenOnly)
            throws RefusedException {
        Set<String> seen = new HashSet<>();
        for (Recipient recipient : recipients) {
            if (!seen.add(recipient.identity())) {
                throw new RefusedException(
                        Reason.VALUE_TWICE,
                        "the same recipient is given twice: " + recipient.describe(),
                        "name each recipient once");
            }
        }
        if (!Survival.of(origin, recipients).outlivesOriginToken() && !sameTokenOnly) {
            throw new RefusedException(
                    Reason.SAME_TOKEN_ONLY,
                    "the copy would be lost together with the key's own token: "
                            + origin.location(),
                    "add a recipient in another token");
        }
    }
}
