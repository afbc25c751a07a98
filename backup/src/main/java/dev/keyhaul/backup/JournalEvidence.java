package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.backup.journal.JournalFile;
import dev.keyhaul.backup.journal.SignedEntries;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.TrustedSigner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a journal proves of a store's copies, to an operator who knows its evidence key, its head,
 * or neither.
 *
 * <p>With a trusted evidence key, proof is what that key signed. Without one, nothing in a journal
 * is proof except the signatures of restored keys. A drill or a restore needs the signature of the
 * restored key in either case.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class JournalEvidence {
    static final String TESTED = "restored_in_test";

    private final Journal journal;
    private final StoreTrust trust;
    private final @Nullable SignedEntries signed;
    private final Map<String, List<JournalEntry>> claims = new HashMap<>();

    private JournalEvidence(Journal journal, StoreTrust trust, @Nullable SignedEntries signed) {
        this.journal = journal;
        this.trust = trust;
        this.signed = signed;
        for (JournalEntry entry : journal.entries()) {
            String copy = entry.details().get(JournalEntry.COPY);
            if (copy != null && isClaim(entry)) {
                claims.computeIfAbsent(copy, id -> new ArrayList<>()).add(entry);
            }
        }
    }

    /**
     * Reads a store's journal and checks it against what is known of it.
     *
     * @throws CheckFailedException if it is damaged, does not hold the known head, or a signature
     *     of the trusted key does not hold
     */
    public static JournalEvidence of(MasterCopyStore store, StoreTrust trust)
            throws KeyTransferException {
        Arguments.notNull("trust", trust);
        return of(store.journal(), trust);
    }

    /**
     * Reads a store's journal, of which nothing else is known. A damaged one proves nothing, as an
     * empty one.
     *
     * @param warnings takes what is damaged
     */
    public static JournalEvidence ofWhatIsReadable(MasterCopyStore store, Consumer<String> warnings)
            throws KeyTransferException {
        Arguments.notNull("warnings", warnings);
        try {
            return of(store, StoreTrust.none());
        } catch (CheckFailedException e) {
            warnings.accept(String.valueOf(e.getMessage()));
            return of(Journal.parse(new byte[0], store.id()), StoreTrust.none());
        }
    }

    /** Checks the journal that was read against what else is known of it, as {@link #of} does. */
    public JournalEvidence trusting(StoreTrust other) throws KeyTransferException {
        return of(journal, other);
    }

    static JournalEvidence of(Journal journal, StoreTrust trust) throws KeyTransferException {
        if (trust.head().isPresent()) {
            journal.requireHolds(trust.head().get());
        }
        return new JournalEvidence(
                journal,
                trust,
                trust.signer().isPresent()
                        ? SignedEntries.of(journal, trust.signer().get())
                        : null);
    }

    private static boolean isClaim(JournalEntry entry) {
        return isRestore(entry)
                || (entry.event() == JournalEvent.CREATED && entry.details().containsKey(TESTED));
    }

    private static boolean isRestore(JournalEntry entry) {
        return entry.event() == JournalEvent.DRILLED || entry.event() == JournalEvent.RESTORED;
    }

    Journal journal() {
        return journal;
    }

    /** Returns where the journal stands. */
    public JournalHead head() {
        return journal.head();
    }

    /** Returns every head that the journal has had, oldest first: SHA-256 in hex. */
    public List<String> heads() {
        return journal.heads();
    }

    /** Whether the journal has, or had, this head: SHA-256 in hex. */
    public boolean holds(String head) {
        Arguments.notNull("head", head);
        return journal.holds(head);
    }

    /**
     * Checks that the journal has, or had, this head.
     *
     * @throws CheckFailedException if it does not
     */
    public void requireHolds(String head) throws CheckFailedException {
        Arguments.notNull("head", head);
        journal.requireHolds(head);
    }

    /**
     * Checks that the clock is not behind the journal.
     *
     * @throws KeyTransferException if it is
     */
    public void requireBefore(Instant now) throws KeyTransferException {
        Arguments.notNull("now", now);
        JournalFile.requireClockForward(journal, now);
    }

    /** Returns a sentence for each entry about the copy, for people. */
    public List<String> history(MasterCopy copy) {
        Arguments.notNull("copy", copy);
        return journal.entries().stream()
                .filter(entry -> entry.isAbout(copy.id()))
                .map(
                        entry ->
                                entry.time()
                                        + " "
                                        + entry.event().word()
                                        + " by "
                                        + entry.by()
                                        + (isProof(entry, copy) ? ", proven" : ""))
                .toList();
    }

    /**
     * Checks that the trusted evidence key, and those that it handed over to, signed every entry.
     *
     * @return what of the journal is signed, for a report
     * @throws CheckFailedException when an entry is not signed by them
     * @throws IllegalStateException when no evidence key is trusted
     */
    public String requireAllSigned() throws CheckFailedException {
        if (signed == null) {
            throw new IllegalStateException("no evidence key is trusted");
        }
        return signed.requireAll();
    }

    private Stream<JournalEntry> claims(CopyId copy) {
        return claims.getOrDefault(copy.text(), List.of()).stream();
    }

    /** Returns when the journal says that the copy was last restored, proven or not. */
    public Optional<Instant> lastClaimed(CopyId copy) {
        return claims(copy).map(JournalEntry::time).max(Comparator.naturalOrder());
    }

    /** Returns when the copy, as it is now, was last restored, as far as that is proven. */
    public Optional<Instant> lastProven(MasterCopy copy) {
        return claims(copy.id())
                .flatMap(entry -> provenAt(entry, copy).stream())
                .max(Comparator.naturalOrder());
    }

    /** Whether this entry proves that the copy, as it is now, was restored. */
    boolean isProof(JournalEntry entry, MasterCopy copy) {
        return entry.isAbout(copy.id()) && isClaim(entry) && provenAt(entry, copy).isPresent();
    }

    private Optional<Instant> provenAt(JournalEntry entry, MasterCopy copy) {
        boolean isEvidence = signed == null ? isRestore(entry) : signed.contains(entry);
        if (!isEvidence
                || !copy.manifestSha256().equals(entry.details().get(JournalEntry.MANIFEST))) {
            return Optional.empty();
        }
        return isRestore(entry)
                ? RestoreProof.timeIn(entry, copy, /* trusted= */ signed != null)
                : Optional.of(entry.time());
    }

    /** Returns why no entry proves that the copy was restored. */
    public String whyNotProven(MasterCopy copy) {
        if (claims(copy.id()).findAny().isEmpty()) {
            return "the journal records no restore";
        }
        if (signed != null && claims(copy.id()).noneMatch(signed::contains)) {
            return "the evidence key has not signed any restore of it";
        }
        if (signed == null && copy.manifest().description().publicKey().isEmpty()) {
            return "an AES key cannot sign: a restore counts only if an evidence key that you trust signed it";
        }
        return claims(copy.id()).anyMatch(RestoreProof::isIn)
                ? "no signature of the restored key matches the copy as it is now"
                : "its restores have no signature by the restored key";
    }

    /**
     * Reads every file of a copy and checks it against what is known.
     *
     * @return what that proves
     * @throws CheckFailedException when the copy is damaged, not signed by a trusted key, or when a
     *     head is known and the journal does not tell of the copy
     */
    public Authenticity check(MasterCopy copy) throws KeyTransferException {
        Authenticity authenticity =
                signed == null ? copy.verify() : copy.verify(trustedFor(copy, signed));
        if (trust.head().isPresent()) {
            JournalCheck.requireKnown(journal, copy);
        }
        return authenticity;
    }

    /** The key that signed the copy, where the trusted one handed over to it. */
    private TrustedSigner trustedFor(MasterCopy copy, SignedEntries bySigner) {
        return copy.manifest()
                .signer()
                .filter(bySigner::isTrusted)
                .map(TrustedSigner::new)
                .orElseGet(() -> trust.signer().orElseThrow());
    }
}
