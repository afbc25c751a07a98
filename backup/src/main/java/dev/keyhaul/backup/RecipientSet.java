package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is to open the copies of one key; known before anything is wrapped.
 *
 * @param origin where the key lives
 * @param recipients who is to open a copy, each alone
 */
public record RecipientSet(KeyOrigin origin, List<Recipient> recipients) {
    /** Copies the list. */
    public RecipientSet {
        recipients = List.copyOf(recipients);
    }

    /** Returns what the set survives. */
    public Survival survival() {
        return Survival.of(origin, recipients);
    }

    /**
     * Checks the rules for a set of recipients.
     *
     * @param sameTokenOnly whether a set that is lost with the origin token is wanted all the same
     * @throws RefusedException when one is named twice, or when the copy would be lost with the
     *     origin token and that is not what was asked for
     */
    public void requireAllowed(boolean sameTokenOnly) throws RefusedException {
        Set<String> seen = new HashSet<>();
        for (Recipient recipient : recipients) {
            if (!seen.add(recipient.identity())) {
                throw new RefusedException(
                        "the same recipient twice: " + recipient.describe(),
                        "name each recipient once");
            }
        }
        if (!survival().originTokenLost() && !sameTokenOnly) {
            throw new RefusedException(
                    "the copy would be lost with the token that the key lives in: "
                            + origin.location(),
                    "add a recipient in another token, or say --same-token-only");
        }
    }
}
