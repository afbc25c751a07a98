package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import java.util.List;

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
        KeyDescription first = copies.get(0).wrapped().description();
        if (!copies.stream().allMatch(copy -> copy.wrapped().description().equals(first))) {
            throw new IllegalArgumentException("a master copy holds one key");
        }
    }

    KeyDescription description() {
        return copies.get(0).wrapped().description();
    }

    KeyOrigin origin() {
        return copies.get(0).wrapped().origin();
    }

    /** Returns who is to open the copy. */
    public RecipientSet recipients() {
        return new RecipientSet(origin(), copies.stream().map(RecipientCopy::recipient).toList());
    }

    /** Returns what the recipients survive. */
    public Survival survival() {
        return recipients().survival();
    }

    /**
     * Checks the rules for a set of recipients.
     *
     * @throws RefusedException as {@link RecipientSet#requireAllowed} says
     */
    public void requireAllowed() throws RefusedException {
        recipients().requireAllowed(sameTokenOnly);
    }

    /** A key that signs its own copies proves nothing, and a key that is wrapped is no witness. */
    void requireNotSignedByItself(EvidenceSigner signer) throws RefusedException {
        Fingerprint evidence = Fingerprint.of(signer.publicKey());
        boolean isRecipient =
                copies.stream().anyMatch(c -> c.recipient().identity().equals(evidence.toString()));
        if (isRecipient || evidence.equals(description().fingerprint())) {
            throw new RefusedException(
                    "the evidence key is the key that is copied, or its recipient's",
                    "sign with a key that does nothing else: 'key generate --purpose evidence'");
        }
    }
}
