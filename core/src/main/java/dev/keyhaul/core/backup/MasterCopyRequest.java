package dev.keyhaul.core.backup;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.backup.manifest.Recipient;
import dev.keyhaul.core.backup.manifest.Survival;
import dev.keyhaul.core.key.KeyOrigin;
import java.security.interfaces.RSAPublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A master copy that is to be made: one key, wrapped for each of its recipients.
 *
 * @param copies the key, wrapped once for each recipient
 * @param createdBy who makes the copy, as user@host
 * @param tool the tool and its version
 * @param sameTokenOnly whether a copy that is lost with the origin token is wanted all the same
 */
public record MasterCopyRequest(
        List<RecipientCopy> copies, String createdBy, String tool, boolean sameTokenOnly) {

    /** Refuses an empty set, and copies of different keys. */
    public MasterCopyRequest {
        copies = List.copyOf(copies);
        if (copies.isEmpty()) {
            throw new IllegalArgumentException("a master copy needs a recipient");
        }
        RSAPublicKey first = copies.get(0).wrapped().publicKey();
        if (!copies.stream().allMatch(copy -> copy.wrapped().publicKey().equals(first))) {
            throw new IllegalArgumentException("a master copy holds one key");
        }
    }

    RSAPublicKey publicKey() {
        return copies.get(0).wrapped().publicKey();
    }

    KeyOrigin origin() {
        return copies.get(0).wrapped().origin();
    }

    /** Returns what the recipients survive, to be shown before anything is written. */
    public Survival survival() {
        return Survival.of(origin(), recipients());
    }

    /**
     * Checks the rules for a set of recipients.
     *
     * @throws RefusedException when one is named twice, or when the copy would be lost with the
     *     origin token and that is not what was asked for
     */
    public void requireAllowed() throws RefusedException {
        Set<String> seen = new HashSet<>();
        for (Recipient recipient : recipients()) {
            if (!seen.add(recipient.identity())) {
                throw new RefusedException(
                        "the same recipient twice: " + recipient.describe(),
                        "name each recipient once");
            }
        }
        if (!survival().originTokenLost() && !sameTokenOnly) {
            throw new RefusedException(
                    "the copy would be lost with the token that the key lives in: "
                            + origin().location(),
                    "add a recipient in another token, or say --same-token-only");
        }
    }

    private List<Recipient> recipients() {
        return copies.stream().map(RecipientCopy::recipient).toList();
    }
}
