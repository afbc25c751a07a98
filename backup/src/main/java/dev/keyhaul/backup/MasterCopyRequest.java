package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import java.util.List;

/**
 * A master copy that is to be made: one key, wrapped once for each of its recipients. Made by
 * {@link CopyWrapper} alone. Immutable.
 *
 * <pre>{@code
 * MasterCopyRequest request =
 *         CopyWrapper.to(List.of(recipient))
 *                 .wrap(key, new Operator("me@host"), "my-application 1.0");
 * MasterCopyStore.open(storeFolder).create(request);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class MasterCopyRequest {
    private final List<RecipientCopy> copies;
    private final String createdBy;
    private final String tool;
    private final boolean sameTokenOnly;

    MasterCopyRequest(
            List<RecipientCopy> copies, String createdBy, String tool, boolean sameTokenOnly) {
        this.copies = List.copyOf(copies);
        this.createdBy = createdBy;
        this.tool = tool;
        this.sameTokenOnly = sameTokenOnly;
        if (copies.isEmpty()) {
            throw new IllegalArgumentException("a master copy needs a recipient");
        }
        KeyDescription first = copies.get(0).wrapped().description();
        if (!copies.stream().allMatch(copy -> copy.wrapped().description().equals(first))) {
            throw new IllegalArgumentException("a master copy holds one key");
        }
    }

    List<RecipientCopy> copies() {
        return copies;
    }

    String createdBy() {
        return createdBy;
    }

    String tool() {
        return tool;
    }

    KeyDescription description() {
        return copies.get(0).wrapped().description();
    }

    KeyOrigin origin() {
        return copies.get(0).wrapped().origin();
    }

    List<Recipient> recipients() {
        return copies.stream().map(RecipientCopy::recipient).toList();
    }

    Survival survival() {
        return Survival.of(origin(), recipients());
    }

    void requireAllowed() throws RefusedException {
        CopyRules.requireAllowed(origin(), recipients(), sameTokenOnly);
    }

    /** A key that signs its own copies proves nothing, and a key that is wrapped is no witness. */
    void requireNotSignedByItself(EvidenceSigner signer) throws RefusedException {
        Fingerprint evidence = Fingerprint.of(signer.publicKey());
        boolean isRecipient =
                copies.stream().anyMatch(c -> c.recipient().identity().equals(evidence.toString()));
        if (isRecipient || evidence.equals(description().fingerprint())) {
            throw new RefusedException(
                    Reason.EVIDENCE_KEY_UNFIT,
                    "the evidence key is the copied key or a recipient's key",
                    "sign with a key that is used for nothing else");
        }
    }
}
