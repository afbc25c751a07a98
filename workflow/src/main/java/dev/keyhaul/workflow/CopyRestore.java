package dev.keyhaul.workflow;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.recipient.SoftwareDrill;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.TokenKey;
import dev.keyhaul.workflow.record.CopyNotes;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a master copy: for good, after an approval, or in a drill, which leaves no key behind. Both
 * are proven, and noted in the store's journal and the act's record. For one thread.
 *
 * @since 0.1.0
 */
public final class CopyRestore {
    private final Act act;
    private final MasterCopyStore store;
    private final MasterCopy copy;
    private final Fingerprint expected;

    private CopyRestore(Act act, MasterCopyStore store, MasterCopy copy, Fingerprint expected) {
        this.act = act;
        this.store = store;
        this.copy = copy;
        this.expected = expected;
    }

    /**
     * Prepares to open a copy; no key is used yet.
     *
     * @param expected the key that it must hold
     * @throws KeyTransferException if it holds another, or is not what is trusted
     */
    public static CopyRestore of(
            Act act, MasterCopyStore store, String id, Fingerprint expected, StoreTrust trust)
            throws KeyTransferException {
        Arguments.notNull("act", act, "id", id, "expected", expected);
        Arguments.notNull("trust", trust);
        MasterCopy copy = store.get(id);
        CopyNotes.used(act.record(), copy);
        copy.requireExpected(expected);
        act.operator().note("the copy is " + trust.check(store, copy).label());
        return new CopyRestore(act, store, copy, expected);
    }

    /** Signs what the journal notes of it, unless this is null. */
    public CopyRestore signingWith(@Nullable EvidenceSigner signer) {
        return signer == null
                ? this
                : new CopyRestore(act, store.signingWith(signer), copy, expected);
    }

    /** Returns the copy. */
    public MasterCopy copy() {
        return copy;
    }

    /**
     * A drill that is in the journal.
     *
     * @param recipient where the copy was opened
     * @param head where the journal stands
     */
    public record Drilled(String recipient, JournalHead head) {
        public Drilled {
            Arguments.notNull("recipient", recipient, "head", head);
        }
    }

    /**
     * Restores the key in a token, uses it there, and destroys it.
     *
     * @throws KeyTransferException if a step fails
     */
    public Drilled drill(TokenLease token) throws KeyTransferException {
        Arguments.notNull("token", token);
        store.requireNext();
        token.tellFindings(act.operator()::warn);
        return drilled(
                TokenKeyRecipient.drill(token.token(), copy, expected, now()),
                "token " + token.token().info().label());
    }

    /** Opens a copy in this process. Called once, by the thread of the act. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Returns the copy's key; the act closes it.
         *
         * @throws KeyTransferException if it cannot be opened
         */
        SoftwareKey open(MasterCopy copy) throws KeyTransferException;
    }

    /**
     * Restores the key in memory, and uses it there.
     *
     * @param opening what opens the copy
     * @param recipient whose copy that opens, for the journal
     * @throws KeyTransferException if a step fails
     */
    public Drilled drill(Opening opening, String recipient) throws KeyTransferException {
        Arguments.notNull("opening", opening, "recipient", recipient);
        store.requireNext();
        SwapSpace.warnIfClear(act.operator()::warnOnce);
        return drilled(SoftwareDrill.prove(opening.open(copy), copy, expected, now()), recipient);
    }

    private Drilled drilled(RestoreProof proof, String recipient) throws KeyTransferException {
        JournalHead head = store.recordDrill(proof, recipient, new Operator(HostName.operator()));
        CopyNotes.journal(act.record(), head);
        CopyNotes.opened(
                act.record(), copy, "restored in " + recipient + ": " + RestoreReport.used(copy));
        return new Drilled(recipient, head);
    }

    /** Who looks at a key while it is open. Called by the thread that restores it. */
    @FunctionalInterface
    public interface Look {
        /**
         * Shows it.
         *
         * @throws KeyTransferException if the token does not tell of it
         */
        void at(TokenKey restored) throws KeyTransferException;
    }

    /**
     * Restores the key into a token, after an approval.
     *
     * @param as its label there, and what it may do
     * @param label the same for those who approve
     * @throws KeyTransferException if it is not approved, or a step fails
     */
    public void intoToken(TokenLease token, RestoreAs as, String label, Look shown)
            throws KeyTransferException {
        Arguments.notNull("token", token, "as", as, "label", label);
        Arguments.notNull("shown", shown);
        token.tellFindings(act.operator()::warn);
        String name = token.token().info().label();
        approve("token " + name + ", serial " + token.token().info().serial() + ", label " + label);
        try (TokenKey restored = TokenKeyRecipient.restore(token.token(), copy, as)) {
            RecordFacts.target(act.record(), restored);
            CopyNotes.opened(
                    act.record(),
                    copy,
                    "restored in a token: " + RestoreReport.provenInToken(copy));
            shown.at(restored);
            recorded(
                    () -> TokenKeyRecipient.proof(copy, restored, now()),
                    "token " + name,
                    ", label " + label);
        }
    }

    /**
     * Restores the key into a file, as PKCS#8 under a password, after an approval.
     *
     * @param opening what opens the copy
     * @param file where the key goes
     * @param password asked for when it is approved
     * @throws KeyTransferException if it is not approved, or a step fails
     */
    public void intoFile(Opening opening, Output file, PasswordSource password)
            throws KeyTransferException {
        Arguments.notNull("opening", opening, "file", file, "password", password);
        Path path = file.path();
        approve("file " + path.toAbsolutePath());
        try (SoftwareKey key = opening.open(copy);
                Passphrase typed = password.read()) {
            byte[] content = EncryptedPrivateKey.file(key, typed);
            file.write(content);
            act.record().written("the key under a password", path, content);
            CopyNotes.opened(
                    act.record(), copy, "restored into a file: " + RestoreReport.compared(copy));
            recorded(() -> SoftwareDrill.proof(key, copy, now()), "file " + path, "");
        }
    }

    private void approve(String to) throws KeyTransferException {
        List<String> recipients =
                copy.manifest().recipients().stream()
                        .map(entry -> entry.recipient().identity())
                        .toList();
        act.approval()
                .require(
                        act.subject()
                                .with("copy", copy.id())
                                .with("manifest_sha256", copy.manifestSha256())
                                .with("key", copy.manifest().fingerprint())
                                .with("to", to),
                        WorkKeys.of(KeyFact.RECIPIENT, recipients));
    }

    private interface Proving {
        RestoreProof prove() throws KeyTransferException;
    }

    /** The key is there by now: an error of the journal says that too. */
    private void recorded(Proving proving, String where, String name) throws FileException {
        try {
            JournalHead head =
                    store.recordRestore(proving.prove(), where, new Operator(HostName.operator()));
            CopyNotes.journal(act.record(), head);
        } catch (KeyTransferException e) {
            throw new FileException(
                    Reason.RESTORE_UNRECORDED,
                    "the key works in "
                            + where
                            + name
                            + ", but the journal does not record its restore: "
                            + e.getMessage(),
                    "do not repeat the restore: keep the key, and write down who restored it, when and to where",
                    e);
        }
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }
}
