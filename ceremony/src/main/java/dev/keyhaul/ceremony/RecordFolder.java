package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder of records. Each is a file of its own, named by its time and never written to again; a
 * signature is in a file beside it, which OpenSSL verifies.
 *
 * <p>A record names each one that none followed yet. So a record that is missing shows, unless it
 * is the newest: its SHA-256 is for noting elsewhere. Records of several hosts may be put into one
 * folder; the next one follows them all.
 *
 * <p>Thread-safe: each record is a new file.
 *
 * @since 0.1.0
 */
public final class RecordFolder {
    private static final String RECORD = ".record.json";
    private static final String SIGNATURE = ".record.sig";
    private static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;
    private static final int MAX_SIGNATURE_BYTES = 4 * 1024;
    private static final int MAX_RECORDS = 100_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;

    private RecordFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a folder of records to read them.
     *
     * @throws FileException when there is no such folder
     */
    public static RecordFolder open(Path folder) throws FileException {
        if (!Files.isDirectory(folder)) {
            throw new FileException(
                    Reason.FOLDER_MISSING,
                    "there is no folder " + folder,
                    "give the folder that the ceremony's records are in");
        }
        return new RecordFolder(folder);
    }

    /**
     * Opens a folder to write records into, and makes it with mode 0700 if it is missing.
     *
     * @throws KeyTransferException when it cannot be made or written to, or holds a damaged record
     */
    public static RecordFolder openOrCreate(Path folder) throws KeyTransferException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                OwnerOnly.createFolder(folder);
            } catch (IOException e) {
                throw FileException.writing(folder, e);
            }
        }
        RecordFolder opened = open(folder);
        OutputFile.at(folder.resolve("any" + RECORD));
        opened.heads();
        return opened;
    }

    /** Returns where it is. */
    public Path path() {
        return folder;
    }

    /**
     * Reads every record, in the order of their names, which is that of their time.
     *
     * @throws MalformedInputException when one is no record; it names the file
     */
    public List<StoredRecord> read() throws KeyTransferException {
        List<StoredRecord> records = new ArrayList<>();
        for (String name : names()) {
            records.add(read(name));
        }
        return records;
    }

    /** Returns the names of the records' files, in order. */
    public List<String> names() throws FileException {
        List<String> names =
                InputFolder.names(folder).stream().filter(n -> n.endsWith(RECORD)).toList();
        if (names.size() > MAX_RECORDS) {
            throw new FileException(
                    Reason.TOO_MANY, "more than " + MAX_RECORDS + " records in " + folder);
        }
        return names;
    }

    /**
     * Reads one record.
     *
     * @throws MalformedInputException if it is not a record
     * @throws CheckFailedException if an approval in it does not hold
     */
    public StoredRecord read(String name) throws KeyTransferException {
        Arguments.notNull("name", name);
        byte[] file = InputFile.readRegular(folder.resolve(name), MAX_RECORD_BYTES);
        Path signature = folder.resolve(stem(name) + SIGNATURE);
        try {
            return StoredRecord.parse(
                    name,
                    file,
                    Files.exists(signature, LinkOption.NOFOLLOW_LINKS)
                            ? InputFile.readRegular(signature, MAX_SIGNATURE_BYTES)
                            : null);
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    Reason.RECORD_DAMAGED,
                    folder.resolve(name) + " is not a ceremony record: " + e.getMessage(),
                    "move it out of the folder, and keep it for the investigation",
                    e);
        } catch (CheckFailedException e) {
            throw new CheckFailedException(
                    e.reason(), name + ": " + e.getMessage(), e.hint().orElse(""), e);
        }
    }

    /**
     * Refuses a clock that is behind the newest time in the records: someone may have set it back,
     * to a time at which an old approval holds.
     *
     * @param now what the clock shows @throws RefusedException if a record has a later time
     * @throws KeyTransferException if a record cannot be read
     */
    public void requireNotAfter(Instant now) throws KeyTransferException {
        Arguments.notNull("now", now);
        for (StoredRecord stored : read()) {
            Instant newest = stored.record().newestTime();
            if (newest.isAfter(now)) {
                throw new RefusedException(
                        Reason.CLOCK_WRONG,
                        "it is "
                                + now.truncatedTo(ChronoUnit.SECONDS)
                                + " by this host's clock, but "
                                + stored.name()
                                + " is dated "
                                + newest.truncatedTo(ChronoUnit.SECONDS),
                        "find out which clock is wrong, and why; if another host's clock is slightly ahead, wait until then");
            }
        }
    }

    private static String stem(String name) {
        return name.substring(0, name.length() - RECORD.length());
    }

    /** Returns the SHA-256 of each record that none follows: what the next one follows. */
    public List<String> heads() throws KeyTransferException {
        return RecordChain.of(read()).heads();
    }

    /**
     * Returns the ids of the folders that records were written into: one, unless they were mixed.
     */
    static List<String> ids(List<StoredRecord> records) {
        return records.stream()
                .flatMap(r -> r.record().origin().stream())
                .map(RecordOrigin::folder)
                .distinct()
                .toList();
    }

    /**
     * Writes a record without remembering it on this host; {@link OwnRecords} does both.
     *
     * @param signer the evidence key, or null
     * @throws KeyTransferException when it cannot be signed or written
     */
    public StoredRecord write(
            Deed deed, Setting setting, Facts facts, @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        Arguments.notNull("deed", deed, "setting", setting, "facts", facts);
        List<StoredRecord> there = read();
        String id = ids(there).stream().findFirst().orElseGet(RecordOrigin::newId);
        StoredRecord next =
                prepare(
                        new CeremonyRecord(
                                deed,
                                setting,
                                facts,
                                RecordChain.of(there).heads(),
                                Optional.of(new RecordOrigin(id, Optional.empty())),
                                Optional.empty(),
                                Optional.ofNullable(signer).map(EvidenceSigner::publicKey)),
                        signer);
        put(next);
        return next;
    }

    /** Signs a record, and gives it a name; nothing is written. */
    StoredRecord prepare(CeremonyRecord record, @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        byte[] file = record.toFile();
        return new StoredRecord(
                freeStem(record.deed()) + RECORD,
                record,
                file,
                signer == null ? null : signer.sign(file));
    }

    /** Writes a record, and its signature first: a record that says it is signed has one. */
    void put(StoredRecord next) throws KeyTransferException {
        Optional<byte[]> signature = next.signatureFile();
        if (signature.isPresent()) {
            OutputFile.at(folder.resolve(stem(next.name()) + SIGNATURE)).write(signature.get());
        }
        OutputFile.at(folder.resolve(next.name())).write(next.record().toFile());
    }

    /** Two commands may start in one millisecond. */
    private String freeStem(Deed deed) {
        String stem = TIME.format(deed.started()) + "-" + deed.command().replace(' ', '-');
        String free = stem;
        for (int number = 2; isTaken(free); number++) {
            free = stem + "-" + number;
        }
        return free;
    }

    private boolean isTaken(String stem) {
        return Files.exists(folder.resolve(stem + RECORD), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(folder.resolve(stem + SIGNATURE), LinkOption.NOFOLLOW_LINKS);
    }
}
