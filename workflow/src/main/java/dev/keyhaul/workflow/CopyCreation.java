package dev.keyhaul.workflow;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyRequest;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.destination.Replicas;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.workflow.record.CopyNotes;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a master copy, in a store and its replicas: within the rules, after an approval of who can
 * open it, and with its facts in the record. For one thread.
 *
 * @since 0.1.0
 */
public final class CopyCreation {
    private final Act act;
    private final Path store;
    private final List<Path> replicas;
    private final @Nullable EvidenceSigner signer;
    private final String generator;

    /**
     * Prepares; nothing is made yet.
     *
     * @param store the store's folder, which is made if it is missing
     * @param replicas folders that get the store's copies too
     * @param signer signs manifest and journal, or null
     * @param generator the name and version of the program, for people who read a manifest
     */
    public CopyCreation(
            Act act,
            Path store,
            List<Path> replicas,
            @Nullable EvidenceSigner signer,
            String generator) {
        Arguments.notNull("act", act, "store", store, "generator", generator);
        this.act = act;
        this.store = store;
        this.replicas = List.copyOf(replicas);
        this.signer = signer;
        this.generator = generator;
    }

    /** Who can open the copy. Called by the thread that makes it. */
    public interface Recipients {
        /** Tells the operator what is known of such a key in their tokens. */
        void tellOf(TransferableKey key);

        /** Returns each as those who approve read it. */
        List<String> covered();

        /** Returns their keys, whose holders could open the copy. */
        WorkKeys keys();

        /**
         * Writes or shows what was generated for them, which is not done before others approved.
         *
         * @throws KeyTransferException if a file cannot be written
         */
        void handOut() throws KeyTransferException;
    }

    /**
     * A copy that was made and read back.
     *
     * @param copy the copy
     * @param authenticity what its signature proves
     * @param replicas the folders that have it too
     * @param head where the store's journal stands
     */
    public record Made(
            MasterCopy copy, Authenticity authenticity, List<String> replicas, JournalHead head) {
        /** Copies the list. */
        public Made {
            Arguments.notNull("copy", copy, "authenticity", authenticity, "head", head);
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * Makes it.
     *
     * @param place where the key is, for the approval
     * @param wrapper has the rules for the recipients
     * @throws KeyTransferException if a rule forbids it, it is not approved, or a step fails
     */
    public Made of(TransferableKey key, String place, CopyWrapper wrapper, Recipients recipients)
            throws KeyTransferException {
        Arguments.notNull("key", key, "place", place, "wrapper", wrapper);
        Arguments.notNull("recipients", recipients);
        RecordFacts.target(act.record(), key);
        wrapper.check(key);
        recipients.tellOf(key);
        MasterCopyStore.requireUsable(store, signer).forEach(act.operator()::warn);
        Replicas.requireUsable(replicas, store);
        act.approval()
                .require(
                        act.subject()
                                .with("key", key.description().fingerprint())
                                .with("key_location", place)
                                .with("recipients", String.join("; ", recipients.covered())),
                        recipients.keys());
        recipients.handOut();
        MasterCopyRequest request =
                wrapper.wrap(key, new Operator(HostName.operator()), generator, this::tell);
        MasterCopyStore opened = MasterCopyStore.openOrCreate(store);
        MasterCopyStore writing = signer == null ? opened : opened.signingWith(signer);
        Replicas ready = Replicas.open(replicas, writing);
        MasterCopy copy = writing.create(request);
        CopyNotes.made(act.record(), copy, store);
        ready.catchUp(copy.id(), act.operator()::note);
        JournalHead head = writing.journalHead();
        CopyNotes.journal(act.record(), head);
        return new Made(copy, authenticity(copy), ready.folders(), head);
    }

    private void tell(Recipient wrapped) {
        act.operator()
                .note(
                        "wrapped for "
                                + wrapped.describe()
                                + (wrapped.isTestedWhenMade()
                                        ? ", and restored there in a test"
                                        : "; not restored yet, because its recipient's key is not here: drill it"));
    }

    /** The copy is read back; the operator named the key that must have signed it. */
    private Authenticity authenticity(MasterCopy copy) throws KeyTransferException {
        return signer == null
                ? copy.verify()
                : copy.verify(new TrustedSigner(Fingerprint.of(signer.publicKey())));
    }
}
