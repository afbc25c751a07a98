package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.backup.journal.JournalFile;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OpenedFiles;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder of master copies, a folder each, and the journal of what happened to them.
 *
 * <pre>{@code
 * // keep: wrapped for a recovery pair in another token, and restored there once in a test
 * TokenKeyRecipient recipient = TokenKeyRecipient.find(recovery, KeySelector.label("recovery"));
 * MasterCopyRequest request =
 *         CopyWrapper.to(List.of(recipient))
 *                 .wrap(key, new Operator("me@host"), "my-application 1.0");
 * MasterCopyStore.openOrCreate(folder).create(request);
 *
 * // restore, years later; the fingerprint was kept elsewhere
 * MasterCopy copy = MasterCopyStore.open(folder).get(id);
 * copy.requireExpected(fingerprint); // an unsigned copy says itself which key it holds
 * copy.verify();
 * try (TokenKey restored =
 *         TokenKeyRecipient.of(recovery, copy).restore(copy, RestoreAs.tokenKey("tenant"))) {
 *     // the token has it
 * }
 * }</pre>
 *
 * <p>Several threads and processes may use one store at once: writers take turns, and a copy
 * appears whole by one rename and is never changed afterwards.
 *
 * @since 0.1.0
 */
public final class MasterCopyStore {
    private final Path folder;
    private final Manifest.StoreId id;
    private final Clock clock;
    private final SecureRandom random;
    private final @Nullable EvidenceSigner signer;

    private MasterCopyStore(
            Path folder,
            Manifest.StoreId id,
            Clock clock,
            SecureRandom random,
            @Nullable EvidenceSigner signer) {
        this.folder = folder;
        this.id = id;
        this.clock = clock;
        this.random = random;
        this.signer = signer;
    }

    /**
     * Opens a store that exists.
     *
     * @param folder the store's folder
     * @return the store; it holds nothing open
     * @throws FileException when there is no such folder, or it is no store
     */
    public static MasterCopyStore open(Path folder) throws KeyTransferException {
        return open(folder, Clock.systemUTC(), new SecureRandom());
    }

    /**
     * Opens a store that exists, with the clock and the random numbers that ids are made of.
     *
     * @param folder the store's folder
     * @param clock tells when a copy is made or a line is written
     * @param random makes ids
     * @return the store; it holds nothing open
     * @throws FileException when there is no such folder, or it is no store
     */
    public static MasterCopyStore open(Path folder, Clock clock, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("clock", clock, "random", random);
        Manifest.StoreId id = StoreFolder.open(folder).id();
        return new MasterCopyStore(folder.toAbsolutePath(), id, clock, random, null);
    }

    /**
     * Opens a store; creates its folder with mode 0700 if it does not exist, and a store in it if
     * it is empty. The folder above must exist.
     *
     * @param folder the store's folder
     * @return the store; it holds nothing open
     * @throws FileException when it cannot be made, or is a folder of something else
     */
    public static MasterCopyStore openOrCreate(Path folder) throws KeyTransferException {
        SecureRandom random = new SecureRandom();
        StoreFolder.openOrCreate(folder, () -> Manifest.StoreId.generate(random));
        return open(folder);
    }

    /**
     * {@return the same store, but what is written into it is signed}
     *
     * @param evidenceKey signs manifests and lines of the journal; it stays open
     */
    public MasterCopyStore signingWith(EvidenceSigner evidenceKey) {
        Arguments.notNull("evidenceKey", evidenceKey);
        return new MasterCopyStore(folder, id, clock, random, evidenceKey);
    }

    /** Returns what was opened before, in another folder. */
    MasterCopyStore in(Path other) {
        return new MasterCopyStore(other, id, clock, random, null);
    }

    /** {@return the store's folder} */
    public Path folder() {
        return folder;
    }

    Manifest.StoreId id() {
        return id;
    }

    /**
     * Writes a new copy, syncs it to the disk, reads it back, and notes it in the journal.
     *
     * @param request the wrapped key, from {@link CopyWrapper}
     * @return the copy, as it was read back
     * @throws RefusedException when the set of recipients is not allowed, others may write into the
     *     store, or the evidence key is the key that is copied
     * @throws FileException when it cannot be written; unless the message says otherwise, there is
     *     no copy then
     */
    public MasterCopy create(MasterCopyRequest request) throws KeyTransferException {
        request.requireAllowed();
        if (signer != null) {
            request.requireNotSignedByItself(signer);
        }
        StoreFolder.requireOwn(folder);
        try (LockedStore writing = LockedStore.begin(this, request.createdBy())) {
            return create(request, writing).requireVerified();
        }
    }

    private MasterCopy create(MasterCopyRequest request, LockedStore writing)
            throws KeyTransferException {
        Instant created = now().truncatedTo(ChronoUnit.SECONDS);
        CopyId copy = CopyId.generate(created, request.description().fingerprint(), random);
        CopyContent content =
                CopyContent.of(request, copy, created, id, writing.journal().head(), signer);
        CopyWriter files = new CopyWriter(content, folder);
        files.stage();
        String sha256 = content.manifestSha256();
        try {
            writing.append(JournalEvent.WRITING, details(copy, sha256, false));
        } catch (KeyTransferException e) {
            files.discard();
            throw e;
        }
        files.giveName();
        boolean tested = request.recipients().stream().anyMatch(r -> r.isTestedWhenMade());
        confirm(copy, writing, details(copy, sha256, tested));
        return open(copy);
    }

    private static void confirm(CopyId copy, LockedStore writing, Map<String, String> details)
            throws KeyTransferException {
        try {
            writing.append(JournalEvent.CREATED, details);
        } catch (FileException e) {
            throw new FileException(
                    Reason.STORE_UNFINISHED,
                    "copy "
                            + copy
                            + " was written, but the journal could not be updated: "
                            + e.getMessage(),
                    "the next command that writes to this store adds the entry",
                    e);
        }
    }

    static Map<String, String> details(CopyId copy, String manifestSha256, boolean tested) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(JournalEntry.COPY, copy.text());
        details.put(JournalEntry.MANIFEST, manifestSha256);
        if (tested) {
            details.put(JournalEvidence.TESTED, "yes");
        }
        return details;
    }

    /**
     * Notes in the journal that a copy was restored in a test.
     *
     * @param proof made by the restored key
     * @param recipient who opened the copy: 1 to 1000 characters
     * @param by who did it
     * @return where the journal stands now
     * @throws RefusedException when another evidence key is to sign, as {@link Journal#requireNext}
     *     says
     * @throws KeyTransferException when it cannot be written, or the clock is behind the journal
     */
    public JournalHead recordDrill(RestoreProof proof, String recipient, Operator by)
            throws KeyTransferException {
        Arguments.text("recipient", recipient, Arguments.MAX_LINE);
        Arguments.notNull("by", by);
        return record(JournalEvent.DRILLED, proof, recipient, by.name());
    }

    /**
     * Notes in the journal that a key was restored from a copy, for good.
     *
     * @param proof made by the restored key
     * @param recipient where the key is now: 1 to 1000 characters
     * @param by who did it
     * @return where the journal stands now
     * @throws RefusedException when another evidence key is to sign, as {@link Journal#requireNext}
     *     says
     * @throws KeyTransferException when it cannot be written, or the clock is behind the journal
     */
    public JournalHead recordRestore(RestoreProof proof, String recipient, Operator by)
            throws KeyTransferException {
        Arguments.text("recipient", recipient, Arguments.MAX_LINE);
        Arguments.notNull("by", by);
        return record(JournalEvent.RESTORED, proof, recipient, by.name());
    }

    private JournalHead record(JournalEvent event, RestoreProof proof, String recipient, String by)
            throws KeyTransferException {
        Map<String, String> details = new LinkedHashMap<>(proof.details());
        details.put(JournalEntry.RECIPIENT, recipient);
        try (LockedStore writing = LockedStore.begin(this, by)) {
            writing.append(event, details);
            return writing.journal().head();
        }
    }

    /**
     * Checks before any work is done that copies can be written there, and makes nothing: a folder
     * that is not there yet must be possible, a store must be ready.
     *
     * @param folder the store's folder
     * @return what the next command that writes puts in order, as {@link StoreRepair#unfinished}
     *     says it
     * @throws KeyTransferException when the folder is something else's or belongs to others too, or
     *     the store cannot be written to, its journal is damaged, or the clock is behind it
     */
    public static List<String> requireUsable(Path folder) throws KeyTransferException {
        StoreFolder.requireUsable(folder);
        return StoreMarker.isIn(folder) ? open(folder).requireReady() : List.of();
    }

    /**
     * Checks the same, and that the journal's next entry may be signed so.
     *
     * @param folder the store's folder
     * @param signer the evidence key, or null
     * @return what the next command that writes puts in order
     * @throws RefusedException when another one is to sign, as {@link Journal#requireNext} says
     */
    public static List<String> requireUsable(Path folder, @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        List<String> unfinished = requireUsable(folder);
        if (StoreMarker.isIn(folder)) {
            MasterCopyStore store = open(folder);
            (signer == null ? store : store.signingWith(signer)).requireNext();
        }
        return unfinished;
    }

    List<String> requireReady() throws KeyTransferException {
        StoreFolder.requireOwn(folder);
        StoreLock lock = StoreLock.take(folder);
        try (lock) {
            Journal read = journal();
            JournalFile.requireClockForward(read, clock.instant());
            return StoreRepair.findings(this, read);
        }
    }

    /**
     * Checks before any work is done that this store's evidence key may sign the journal's next
     * entry, or that the entry may be without a signature.
     *
     * @throws RefusedException when it may not, as {@link Journal#requireNext} says
     * @throws KeyTransferException when the journal is damaged or not readable
     */
    public void requireNext() throws KeyTransferException {
        requireNext(journal());
    }

    void requireNext(Journal read) throws KeyTransferException {
        read.requireNext(Optional.ofNullable(signer).map(EvidenceSigner::publicKey));
    }

    /**
     * {@return where the journal stands}
     *
     * @throws KeyTransferException if it is damaged or not readable
     */
    public JournalHead journalHead() throws KeyTransferException {
        return journal().head();
    }

    Journal journal() throws KeyTransferException {
        return journalFile().read();
    }

    JournalFile journalFile() {
        return new JournalFile(folder, id);
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Nullable EvidenceSigner signer() {
        return signer;
    }

    EvidenceSigner requireSigner() throws RefusedException {
        if (signer == null) {
            throw new RefusedException(Reason.EVIDENCE_KEY_MISSING, "an evidence key is required");
        }
        return signer;
    }

    /**
     * {@return every copy, oldest first, damaged ones too}
     *
     * @throws FileException when the folder is not readable
     */
    public List<StoredCopy> list() throws FileException {
        // Each manifest is a file and two public keys to parse: on all processors.
        return ids().parallelStream().map(OpenedFiles.carrying(this::stored)).toList();
    }

    private StoredCopy stored(CopyId copy) {
        try {
            return new StoredCopy.Listed(open(copy));
        } catch (KeyTransferException e) {
            return new StoredCopy.Damaged(copy, e);
        }
    }

    /**
     * {@return the copy whose id is, or begins with, {@code idOrBeginning}}
     *
     * @param idOrBeginning the id, or as much of its beginning as no other copy has
     * @throws FileException if no copy matches, or more than one
     * @throws KeyTransferException when it is damaged
     */
    public MasterCopy get(String idOrBeginning) throws KeyTransferException {
        Arguments.notNull("idOrBeginning", idOrBeginning);
        List<CopyId> found =
                ids().stream().filter(copy -> copy.text().startsWith(idOrBeginning)).toList();
        if (idOrBeginning.isEmpty() || found.isEmpty()) {
            throw new FileException(
                    Reason.COPY_NOT_FOUND, "no copy '" + idOrBeginning + "' in " + folder);
        }
        if (found.size() > 1) {
            throw new FileException(
                    Reason.COPY_NOT_FOUND,
                    "'" + idOrBeginning + "' matches the IDs of " + found.size() + " copies",
                    "give more characters of the ID: " + found.get(0) + ", " + found.get(1) + " …");
        }
        return open(found.get(0));
    }

    /**
     * {@return the copy with this id}
     *
     * @param copy the id
     * @throws FileException when it is not there
     * @throws KeyTransferException when it is damaged
     */
    public MasterCopy get(CopyId copy) throws KeyTransferException {
        return get(copy.text());
    }

    MasterCopy open(CopyId copy) throws KeyTransferException {
        return MasterCopy.open(folder.resolve(copy.text()), copy).requireOf(id);
    }

    List<CopyId> ids() throws FileException {
        return InputFolder.names(folder).stream().filter(CopyId::isOne).map(CopyId::new).toList();
    }

    /**
     * {@return the keys that the store has copies of for a recipient}
     *
     * @param recipient the public half of the recipient's pair
     * @throws FileException if the store cannot be read
     */
    public Set<Fingerprint> keysFor(PublicKey recipient) throws FileException {
        String identity = Fingerprint.of(recipient).toString();
        Set<Fingerprint> keys = new HashSet<>();
        for (StoredCopy stored : list()) {
            if (stored instanceof StoredCopy.Listed listed
                    && listed.copy().manifest().recipients().stream()
                            .anyMatch(entry -> entry.recipient().identity().equals(identity))) {
                keys.add(listed.copy().manifest().fingerprint());
            }
        }
        return keys;
    }
}
