package dev.keyhaul.backup.journal;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A store's journal as it was read: each entry holds the SHA-256 of the one before, the first one
 * that of the store's id. So none can be changed, left out or moved; that the last ones are cut off
 * shows only to whoever noted a {@linkplain #head() head}.
 *
 * <p>Immutable.
 */
public final class Journal {
    private final Manifest.StoreId store;
    private final List<JournalLine> lines;
    private final List<String> hashes;
    private final int unfinishedBytes;

    private Journal(
            Manifest.StoreId store,
            List<JournalLine> lines,
            List<String> hashes,
            int unfinishedBytes) {
        this.store = store;
        this.lines = List.copyOf(lines);
        this.hashes = List.copyOf(hashes);
        this.unfinishedBytes = unfinishedBytes;
    }

    /**
     * Reads whole lines and checks the chain; signatures are checked by {@link SignedEntries} and
     * {@link #requireSignaturesHold}.
     *
     * @param file the file's bytes; what stands after the last newline is no entry, and is counted
     *     by {@link #unfinishedBytes}
     * @throws KeyTransferException when an entry is malformed or does not follow the one before
     */
    public static Journal parse(byte[] file, Manifest.StoreId store) throws KeyTransferException {
        List<JournalLine> lines = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        String previous = genesis(store);
        int from = 0;
        for (int at = 0; at < file.length; at++) {
            if (file[at] == '\n') {
                JournalLine line = read(Arrays.copyOfRange(file, from, at), lines.size() + 1);
                requireFollows(line.entry(), previous, lines.size() + 1);
                previous = line.sha256();
                lines.add(line);
                hashes.add(previous);
                from = at + 1;
            }
        }
        return new Journal(store, lines, hashes, file.length - from);
    }

    private static JournalLine read(byte[] line, int number) throws KeyTransferException {
        try {
            return JournalLine.parse(line);
        } catch (MalformedInputException e) {
            throw Damage.because("entry " + number + " of the journal: " + e.getMessage());
        }
    }

    private static void requireFollows(JournalEntry entry, String previous, int number)
            throws CheckFailedException {
        if (entry.number() != number || !entry.previous().equals(previous)) {
            throw Damage.because(
                    "entry " + number + " of the journal does not follow the one before");
        }
    }

    /** What the first entry follows. */
    private static String genesis(Manifest.StoreId store) {
        return Sha256.hex(store.hex().getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns every entry, oldest first. */
    public List<JournalEntry> entries() {
        return lines.stream().map(JournalLine::entry).toList();
    }

    /** Returns the copies that it says were made, in their order, each once. */
    public Set<CopyId> created() {
        Set<CopyId> created = new LinkedHashSet<>();
        for (JournalEntry entry : entries()) {
            String copy = entry.details().getOrDefault(JournalEntry.COPY, "");
            if (entry.event() == JournalEvent.CREATED && CopyId.isOne(copy)) {
                created.add(new CopyId(copy));
            }
        }
        return created;
    }

    /** Returns the last entry. */
    public Optional<JournalEntry> last() {
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(lines.get(lines.size() - 1).entry());
    }

    /** Whether its last entry says that this key took it over, for this reason. */
    public boolean isTakenOver(PublicKey by, String reason) {
        return last().filter(JournalEntry::isTakeOver)
                .filter(entry -> reason.equals(entry.details().get(JournalEntry.REASON)))
                .flatMap(JournalEntry::signer)
                .filter(by::equals)
                .isPresent();
    }

    /**
     * Returns the length of what stands after the last whole line: a writer was killed there, or
     * the end of the file was cut off.
     */
    public int unfinishedBytes() {
        return unfinishedBytes;
    }

    /** Returns where the journal stands, to be noted outside the store. */
    public JournalHead head() {
        return headAfter(lines.size());
    }

    private JournalHead headAfter(int entries) {
        return new JournalHead(entries, entries == 0 ? genesis(store) : hashes.get(entries - 1));
    }

    /** Returns every head that the journal has had, oldest first: never none. */
    public List<String> heads() {
        return Stream.concat(Stream.of(genesis(store)), hashes.stream()).toList();
    }

    /** Whether the journal once stood there. */
    public boolean holds(JournalHead head) {
        return head.entries() <= lines.size() && headAfter((int) head.entries()).equals(head);
    }

    /** Whether the journal once had this head, at whatever entry. */
    public boolean holds(String head) {
        return head.equals(genesis(store)) || hashes.contains(head);
    }

    /**
     * Checks that nothing is missing since a head was noted.
     *
     * @throws CheckFailedException when the journal never stood there: an older one was put in its
     *     place, or its end was cut off
     */
    public void requireHolds(String head) throws CheckFailedException {
        if (!holds(head)) {
            throw new CheckFailedException(
                    Reason.STORE_ROLLBACK,
                    "rollback: the journal of "
                            + lines.size()
                            + " entries does not contain the head "
                            + head,
                    "the store was rolled back, or this is a different store: look for a newer state in its replicas, and keep this one for the investigation");
        }
    }

    /** Whether {@code other} is this journal, or what it was before. */
    public boolean continues(Journal other) {
        return holds(other.head());
    }

    /** Returns the lines, each with its newline, that {@code older} has not. */
    public byte[] linesSince(JournalHead older) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (JournalLine line : lines.subList((int) older.entries(), lines.size())) {
            rest.writeBytes(line.bytes());
            rest.write('\n');
        }
        return rest.toByteArray();
    }

    /**
     * Checks every signature in the journal.
     *
     * @throws CheckFailedException when one does not hold
     */
    public void requireSignaturesHold() throws KeyTransferException {
        for (JournalLine line : lines) {
            line.requireSignatureHolds();
        }
    }

    List<JournalLine> lines() {
        return lines;
    }

    /**
     * Checks who may add the next entry: after a signed one the key that signed it, or that it
     * hands over to; after one that is not signed nobody who signs. A signature on a later entry
     * would make those before it look as if the key had signed them.
     *
     * @param writer the evidence key that is to sign; empty for an entry without signature
     * @throws RefusedException when it is another's turn
     * @throws CheckFailedException when the last signature does not hold
     */
    public void requireNext(Optional<PublicKey> writer) throws KeyTransferException {
        if (lines.isEmpty()) {
            return;
        }
        JournalLine last = lines.get(lines.size() - 1);
        last.requireSignatureHolds();
        Optional<Fingerprint> next = last.entry().nextSigner();
        Optional<Fingerprint> mine = writer.map(Fingerprint::of);
        if (next.equals(mine)) {
            return;
        }
        if (mine.isEmpty()) {
            throw new RefusedException(
                    Reason.EVIDENCE_KEY_MISSING,
                    "the journal is signed by "
                            + next.orElseThrow()
                            + ": an entry without a signature cannot be added");
        }
        throw new RefusedException(
                Reason.JOURNAL_SIGNER,
                next.map(
                                key ->
                                        "the journal's next entry must be signed by "
                                                + key
                                                + ", not by "
                                                + mine.get())
                        .orElse(
                                "the journal's last entry is not signed: no signed entry"
                                        + " can follow it"),
                "sign with the old key, or begin a new store");
    }

    Journal plus(JournalLine line) {
        List<JournalLine> more = new ArrayList<>(lines);
        more.add(line);
        List<String> moreHashes = new ArrayList<>(hashes);
        moreHashes.add(line.sha256());
        return new Journal(store, more, moreHashes, 0);
    }
}
