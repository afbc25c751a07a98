package dev.keyhaul.backup.journal;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file of a store's journal: lines are added at its end, synced each time, and nothing else is
 * ever done to it but that the unfinished line of a killed writer is cut off. Writing needs the
 * store's lock.
 */
public final class JournalFile {
    /** Its name in the store. */
    public static final String NAME = "journal.jsonl";

    /** Some 200,000 entries. */
    private static final int MAX_BYTES = 256 * 1024 * 1024;

    /** Clocks of two hosts that write to one store differ by seconds. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final Path file;
    private final Manifest.StoreId store;

    /** Names the journal of the store in {@code folder}. */
    public JournalFile(Path folder, Manifest.StoreId store) {
        this.file = folder.resolve(NAME);
        this.store = store;
    }

    /**
     * Reads the journal once, as far as it is whole; no file is an empty journal.
     *
     * @throws KeyTransferException when it is damaged or not readable
     */
    public Journal read() throws KeyTransferException {
        return Journal.parse(bytes(), store);
    }

    private byte[] bytes() throws FileException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? InputFile.readRegular(file, MAX_BYTES)
                : new byte[0];
    }

    /**
     * Cuts off the unfinished line at the journal's end, where there is one.
     *
     * @param journal what the file holds now
     * @throws FileException when it cannot be done
     */
    public void cutUnfinishedLine(Journal journal) throws FileException {
        if (journal.unfinishedBytes() == 0) {
            return;
        }
        try (FileChannel channel = OwnerOnly.openForWriting(file)) {
            channel.truncate(channel.size() - journal.unfinishedBytes());
            channel.force(true);
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    /**
     * Adds an entry and syncs it; an unfinished line at the end is cut off first.
     *
     * @param journal what the file holds now
     * @param signer the evidence key, or null
     * @return the journal with it
     * @throws CheckFailedException when the clock is behind the journal
     * @throws RefusedException when it is not this key's turn, as {@link Journal#requireNext} says
     * @throws FileException when it cannot be written; the file is as before then
     */
    public Journal append(
            Journal journal,
            Instant now,
            String by,
            JournalEvent event,
            Map<String, String> details,
            @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        journal.requireNext(Optional.ofNullable(signer).map(EvidenceSigner::publicKey));
        return add(journal, now, by, event, details, signer);
    }

    /**
     * Adds the entry by which a key takes the journal over in its own name, without the old key.
     *
     * @param journal what the file holds now
     * @param details among them {@link JournalEntry#REASON}
     * @return the journal with it
     * @throws CheckFailedException when the clock is behind the journal
     * @throws FileException when it cannot be written; the file is as before then
     */
    public Journal takeOver(
            Journal journal,
            Instant now,
            String by,
            Map<String, String> details,
            EvidenceSigner signer)
            throws KeyTransferException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(JournalEntry.KEY, Fingerprint.of(signer.publicKey()).toString());
        all.putAll(details);
        return add(journal, now, by, JournalEvent.EVIDENCE_KEY, all, signer);
    }

    private Journal add(
            Journal journal,
            Instant now,
            String by,
            JournalEvent event,
            Map<String, String> details,
            @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        requireClockForward(journal, now);
        JournalEntry entry =
                new JournalEntry(
                        journal.head().entries() + 1,
                        now,
                        by,
                        event,
                        details,
                        journal.head().sha256(),
                        signer == null ? null : signer.publicKey());
        Journal longer = journal.plus(JournalLine.write(entry, signer));
        cutUnfinishedLine(journal);
        appendLines(longer.linesSince(journal.head()));
        return longer;
    }

    /**
     * Refuses a clock that was set back: ages would be computed wrongly from then on.
     *
     * @throws CheckFailedException when the journal's last entry is of a later time than {@code
     *     now}, by more than 5 minutes
     */
    public static void requireClockForward(Journal journal, Instant now)
            throws CheckFailedException {
        Instant last = journal.last().map(JournalEntry::time).orElse(Instant.MIN);
        if (last.isAfter(now.plus(CLOCK_TOLERANCE))) {
            throw new CheckFailedException(
                    Reason.CLOCK_WRONG,
                    "the clock shows "
                            + now
                            + ", but the journal's last entry has the time "
                            + last,
                    "set the clock; if the entry's time is wrong, begin a new store and use this one only for reading");
        }
    }

    /**
     * Adds lines that another store's journal has, and syncs them.
     *
     * @throws FileException when it cannot be written; the file is as before then
     */
    public void appendLines(byte[] lines) throws FileException {
        try (FileChannel channel = OwnerOnly.openForWriting(file)) {
            long before = channel.size();
            try {
                channel.position(before);
                OwnerOnly.writeAll(channel, lines);
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }
}
