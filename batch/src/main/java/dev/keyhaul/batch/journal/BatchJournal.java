package dev.keyhaul.batch.journal;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.rows.ManifestReader;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What was done in a shard of a batch: a header, then a line for each event of an item, synced
 * before the next step relies on it.
 *
 * <p>An item whose last line is {@code will} was in hand when the run ended: its outcome is looked
 * for before it is done again. One whose line is {@code void} is not done any more. The file is
 * locked, so two runs cannot do the same items. Thread-safe.
 */
public final class BatchJournal implements AutoCloseable {
    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String ITEM = "item";
    private static final String WILL = "will";
    private static final String DONE = "done";
    private static final String FAILED = "failed";
    private static final String INCIDENT = "incident";
    private static final String VOID = "void";
    private static final String START_AGAIN =
            "to do everything again, move the journal away; outputs that exist are not replaced";

    private final Path file;
    private final FileChannel channel;
    private final JournalState earlier = new JournalState();
    private String id = "";
    private boolean broken;

    private BatchJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the journal of a shard, or makes it.
     *
     * @param manifestSha256 the hash of the manifest, in hex
     * @param resume whether to continue with a journal that exists; else it is refused
     * @param again items that are done again, by their lines
     * @throws FileException if it exists and is not to be resumed, another run uses it, or it
     *     cannot be written
     * @throws CheckFailedException if it belongs to another manifest or shard
     * @throws MalformedInputException if it is damaged
     */
    public static BatchJournal open(
            Path file, String manifestSha256, Shard shard, boolean resume, Set<Integer> again)
            throws KeyTransferException {
        boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (exists && !resume) {
            throw new FileException(Reason.BATCH_UNFINISHED, "the journal already exists: " + file);
        }
        BatchJournal journal;
        try {
            journal = new BatchJournal(file, OwnerOnly.openForReadingAndWriting(file));
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
        try {
            journal.lock();
            if (!exists || !journal.read(manifestSha256, shard)) {
                journal.begin(manifestSha256, shard);
            }
            journal.doAgain(again);
            return journal;
        } catch (KeyTransferException | RuntimeException e) {
            try (journal) {
                throw e;
            }
        }
    }

    private void doAgain(Set<Integer> lines) throws RefusedException {
        for (int line : lines) {
            if (!earlier.isDone(line)) {
                throw new RefusedException(
                        Reason.BATCH_LINE_NOT_DONE,
                        "line " + line + " is not done according to " + file,
                        "name only lines that are done; an item that may have exposed its key is never repeated");
            }
        }
        lines.forEach(earlier::again);
    }

    private void lock() throws FileException {
        try {
            if (OwnerOnly.tryLock(channel) == null) {
                throw new FileException(
                        Reason.IN_USE,
                        "another process uses the journal " + file,
                        "wait until it ends; each shard belongs to one process and has its own"
                                + " journal");
            }
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    private void begin(String manifestSha256, Shard shard) throws FileException {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        id = HexFormat.of().formatHex(random);
        append(
                line(
                        JsonObject.builder()
                                .put("schema_version", SCHEMA_VERSION)
                                .put("journal", id)
                                .put("manifest_sha256", manifestSha256)
                                .put("shard", shard.toString())));
    }

    /** Whether there was a header; a run that was killed at once may have left none. */
    private boolean read(String manifestSha256, Shard shard) throws KeyTransferException {
        // Through the locked channel: closing another one of the same file would end the lock
        // (POSIX).
        BatchJournalLines lines = new BatchJournalLines(Channels.newInputStream(channel), file);
        try {
            Optional<JsonObject> header = lines.next();
            if (header.isPresent()) {
                requireOf(header.get(), manifestSha256, shard);
                id = header.get().string("journal");
                for (Optional<JsonObject> entry = lines.next();
                        entry.isPresent();
                        entry = lines.next()) {
                    take(entry.get(), lines);
                }
            }
            channel.truncate(lines.wholeBytes());
            channel.position(lines.wholeBytes());
            return header.isPresent();
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    private void requireOf(JsonObject header, String manifestSha256, Shard shard)
            throws KeyTransferException {
        if (!header.string("schema_version").equals(SCHEMA_VERSION)
                || !header.string("journal").matches("[0-9a-f]{16}")) {
            throw new MalformedInputException(
                    Reason.FORMAT_VERSION, file + " is not a batch journal of this version");
        }
        if (!header.string("shard").equals(shard.toString())) {
            throw new CheckFailedException(
                    Reason.BATCH_JOURNAL_DIFFERS,
                    file + " is the journal of shard " + header.string("shard"),
                    "give that shard, or another journal");
        }
        if (!header.string("manifest_sha256").equals(manifestSha256)) {
            throw new CheckFailedException(
                    Reason.BATCH_JOURNAL_DIFFERS,
                    "the manifest is not the one that " + file + " was started with",
                    "resume with that manifest, and put new items into another; " + START_AGAIN);
        }
    }

    private void take(JsonObject entry, BatchJournalLines lines) throws MalformedInputException {
        int line = line(entry, lines);
        if (entry.has(WILL)) {
            earlier.begin(line, entry.texts(WILL));
        } else if (entry.has(DONE)) {
            earlier.done(line);
        } else if (entry.has(VOID)) {
            earlier.voided(line, entry.texts(VOID));
        } else if (entry.has(INCIDENT)) {
            earlier.incident(line, entry.string(INCIDENT));
        } else {
            entry.string(FAILED);
            earlier.failed(line);
        }
    }

    private static int line(JsonObject entry, BatchJournalLines lines)
            throws MalformedInputException {
        long line = entry.number(ITEM);
        if (line < 1 || line > ManifestReader.MAX_LINES) {
            throw lines.damaged("no manifest has a line " + line);
        }
        return (int) line;
    }

    public JournalState earlier() {
        return earlier;
    }

    /** Returns how many items earlier runs have done. */
    public long doneBefore() {
        return earlier.doneCount();
    }

    /** Returns the name, beside its output, that an item's content has until it is synced. */
    public String temporaryName(BatchItem item) {
        return ".keyhaul-" + id + "-" + item.line() + ".tmp";
    }

    /**
     * Returns the line of what is about to happen.
     *
     * @throws IllegalArgumentException if it is too long for a journal
     */
    public static String will(BatchItem item, Map<String, String> intent) {
        return line(entry(item).put(WILL, intent));
    }

    /**
     * Returns the line of what has happened.
     *
     * @throws IllegalArgumentException if it is too long for a journal
     */
    public static String done(BatchItem item, Map<String, String> result) {
        return line(entry(item).put(DONE, result));
    }

    /** The file of an item that a killed run had finished. */
    public static String found(BatchItem item) {
        return line(entry(item).put(DONE, JsonObject.builder().put("found", true).build()));
    }

    public static String failed(BatchItem item, String message) {
        return line(entry(item).put(FAILED, message));
    }

    public static String incident(BatchItem item, String message) {
        return line(entry(item).put(INCIDENT, message));
    }

    /** A result that was called done, or is about to be, is void. */
    public static String voided(BatchItem item, Map<String, String> what) {
        return line(entry(item).put(VOID, what));
    }

    private static JsonObject.Builder entry(BatchItem item) {
        return JsonObject.builder().put(ITEM, item.line());
    }

    private static String line(JsonObject.Builder entry) {
        String line = entry.build().toCompactString();
        if (line.getBytes(StandardCharsets.UTF_8).length > BatchJournalLines.MAX_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "a line of a journal has at most "
                            + BatchJournalLines.MAX_LINE_BYTES
                            + " bytes");
        }
        return line + "\n";
    }

    /**
     * Adds lines and syncs them.
     *
     * @throws FileException when they cannot be written; the batch must end then
     */
    public void append(String lines) throws FileException {
        write(lines);
        force();
    }

    /** Adds lines that outlive the process, and a power cut after the next sync. */
    public synchronized void write(String lines) throws FileException {
        if (broken) {
            throw new FileException(
                    Reason.FILE_IO, "an earlier write to the journal " + file + " failed");
        }
        try {
            OwnerOnly.writeAll(channel, lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // What follows half a line would not be read again.
            broken = true;
            throw FileException.writing(file, e);
        }
    }

    /**
     * Syncs what was added.
     *
     * @throws FileException when the system refuses; the batch must end then
     */
    public void force() throws FileException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /** Returns the folder that it is in. */
    public Path folder() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    }

    /**
     * Gives the lock back.
     *
     * @throws KeyTransferException.Unchecked if the file cannot be closed
     */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new KeyTransferException.Unchecked(FileException.writing(file, e));
        }
    }
}
