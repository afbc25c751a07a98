package dev.keyhaul.ceremony;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.EvidenceSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records that this host writes into one folder, and remembers: it writes none into a folder
 * that lacks one of them, since the next record would hide that, and none after its closing record.
 *
 * <p>Thread-safe: of several commands one at a time writes.
 *
 * @since 0.1.0
 */
public final class OwnRecords {
    private final RecordFolder folder;
    private final RecordList memory;

    private OwnRecords(RecordFolder folder, RecordList memory) {
        this.folder = folder;
        this.memory = memory;
    }

    /**
     * Opens a folder to write records into, and makes it with mode 0700 if it is missing.
     *
     * @param memory what this host remembers
     * @throws RefusedException if the folder lacks a record that this host wrote into it, or this
     *     host has closed it
     * @throws KeyTransferException if it cannot be made or written to, or holds a damaged record
     */
    public static OwnRecords begin(Path folder, RecordList memory) throws KeyTransferException {
        Arguments.notNull("folder", folder);
        return memory.alone(
                () -> {
                    OwnRecords records = new OwnRecords(RecordFolder.openOrCreate(folder), memory);
                    records.requireAllThere(records.folder.read());
                    return records;
                });
    }

    /**
     * Remembers again what this host wrote into a folder, if it has lost that: the records of
     * whoever signed with its key. Call this only if the folder is known to be the newest.
     *
     * @param key the public half of the key that signs here
     * @throws KeyTransferException if a record cannot be read, or it cannot be remembered
     */
    public static void remember(Path folder, RecordList memory, PublicKey key)
            throws KeyTransferException {
        Arguments.notNull("folder", folder, "memory", memory, "key", key);
        List<StoredRecord> there = RecordChain.of(RecordFolder.open(folder).read()).ordered();
        Optional<RecordOrigin> mine =
                there.stream()
                        .filter(stored -> stored.record().signer().equals(Optional.of(key)))
                        .flatMap(stored -> stored.record().origin().stream())
                        .filter(origin -> origin.writer().isPresent())
                        .findFirst();
        if (mine.isEmpty() || memory.of(mine.get().folder()).isPresent()) {
            return;
        }
        memory.save(
                new ListedRecords(
                        mine.get().folder(),
                        mine.get().writer().orElseThrow(),
                        there.stream()
                                .filter(stored -> stored.record().origin().equals(mine))
                                .map(StoredRecord::sha256)
                                .toList(),
                        false,
                        Optional.empty()));
    }

    /** Returns the folder. */
    public RecordFolder folder() {
        return folder;
    }

    /**
     * Writes a record. If records of this host are gone that were there when this was begun, it is
     * written nevertheless, and names the last of them: the gap shows.
     *
     * @param signer the evidence key, or null
     * @throws KeyTransferException if it cannot be signed, written or remembered
     */
    public StoredRecord write(
            Deed deed, Setting setting, Facts facts, @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        Arguments.notNull("deed", deed, "setting", setting, "facts", facts);
        return memory.alone(
                () -> {
                    List<StoredRecord> there = folder.read();
                    return write(
                            there, mine(there), deed, setting, facts, Optional.empty(), signer);
                });
    }

    /**
     * Returns when this host began its first record in the folder.
     *
     * @throws RefusedException if it left none
     * @throws KeyTransferException if a record cannot be read
     */
    public Instant begun() throws KeyTransferException {
        List<StoredRecord> there = folder.read();
        Set<String> own = new HashSet<>(mine(there).records());
        return there.stream()
                .filter(record -> own.contains(record.sha256()))
                .map(record -> record.record().deed().started())
                .min(Instant::compareTo)
                .orElseThrow(this::leftNone);
    }

    /**
     * Writes this host's closing record; no other record of it may follow.
     *
     * @param unused this host's requests for approval that were never used
     * @throws RefusedException if this host left no record, or one of its records is missing
     * @throws KeyTransferException if it cannot be signed, written or remembered
     */
    public StoredRecord close(
            Deed deed,
            Setting setting,
            Facts facts,
            List<Closing.Unused> unused,
            EvidenceSigner signer)
            throws KeyTransferException {
        Arguments.notNull("deed", deed, "setting", setting, "facts", facts);
        Arguments.notNull("unused", unused, "signer", signer);
        return memory.alone(
                () -> {
                    List<StoredRecord> there = folder.read();
                    requireAllThere(there);
                    ListedRecords mine = mine(there);
                    if (mine.records().isEmpty()) {
                        throw leftNone();
                    }
                    Closing closing =
                            new Closing(mine.records(), others(there, mine.writer()), unused);
                    return write(there, mine, deed, setting, facts, Optional.of(closing), signer);
                });
    }

    private RefusedException leftNone() {
        return new RefusedException(
                Reason.RECORDS_NONE,
                "this account wrote no record in " + folder.path() + " on this host",
                "close the records where they were made: same host, same account, same state"
                        + " folder");
    }

    private static List<Closing.OtherHost> others(List<StoredRecord> there, String writer) {
        return RecordWriter.of(there).stream()
                .filter(other -> !other.isWriter(writer))
                .map(
                        other ->
                                new Closing.OtherHost(
                                        other.host(),
                                        other.records().size(),
                                        other.last().sha256()))
                .toList();
    }

    private StoredRecord write(
            List<StoredRecord> there,
            ListedRecords mine,
            Deed deed,
            Setting setting,
            Facts facts,
            Optional<Closing> closing,
            @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        StoredRecord next =
                folder.prepare(
                        new CeremonyRecord(
                                deed,
                                setting,
                                facts,
                                previous(there, mine),
                                Optional.of(
                                        new RecordOrigin(
                                                mine.folder(), Optional.of(mine.writer()))),
                                closing,
                                Optional.ofNullable(signer).map(EvidenceSigner::publicKey)),
                        signer);
        memory.save(mine.writing(next.sha256()));
        folder.put(next);
        memory.save(mine.wrote(next.sha256(), closing.isPresent()));
        memory.savePlace(place(), mine.folder());
        return next;
    }

    /** Also this host's last record, if that is gone: then the gap shows. */
    private static List<String> previous(List<StoredRecord> there, ListedRecords mine) {
        List<String> previous = new ArrayList<>(RecordChain.of(there).heads());
        if (!mine.records().isEmpty()) {
            String last = mine.records().get(mine.records().size() - 1);
            if (!hashes(there).contains(last)) {
                previous.add(last);
            }
        }
        return previous;
    }

    /** Returns what is remembered of this folder; of a new one, nothing. */
    private ListedRecords mine(List<StoredRecord> there) throws KeyTransferException {
        List<ListedRecords> known = known(there);
        ListedRecords mine;
        if (known.isEmpty()) {
            Optional<ListedRecords> before = openAtThisPlace();
            mine = before.isPresent() ? before.get() : ListedRecords.nothing(id(there));
        } else {
            mine = known.get(0);
        }
        return mine.settled(hashes(there));
    }

    private static String id(List<StoredRecord> there) {
        return RecordFolder.ids(there).stream().findFirst().orElseGet(RecordOrigin::newId);
    }

    /** Whoever removes every record of a folder, or puts others there, removes its id too. */
    private Optional<ListedRecords> openAtThisPlace() throws KeyTransferException {
        return memory.at(place()).filter(before -> !before.closed());
    }

    private List<ListedRecords> known(List<StoredRecord> there) throws KeyTransferException {
        List<ListedRecords> known = new ArrayList<>();
        for (String id : RecordFolder.ids(there)) {
            memory.of(id).ifPresent(known::add);
        }
        return known;
    }

    private void requireAllThere(List<StoredRecord> there) throws KeyTransferException {
        List<ListedRecords> known = known(there);
        for (ListedRecords remembered : known) {
            if (remembered.closed() || hasClosing(there, remembered.writer())) {
                throw new RefusedException(
                        Reason.RECORDS_CLOSED,
                        "this host closed the records in "
                                + folder.path()
                                + ": it cannot add another record",
                        "use another folder for another ceremony");
            }
            requireAllThere(remembered, there);
        }
        Optional<ListedRecords> before = openAtThisPlace();
        if (known.isEmpty() && before.isPresent()) {
            requireAllThere(before.get(), there);
        }
    }

    private void requireAllThere(ListedRecords remembered, List<StoredRecord> there)
            throws RefusedException {
        List<String> missing = remembered.missing(hashes(there));
        if (!missing.isEmpty()) {
            throw new RefusedException(
                    Reason.RECORDS_MISSING,
                    missing.size()
                            + " of the "
                            + remembered.records().size()
                            + " records that this host wrote in "
                            + folder.path()
                            + " are missing; the last missing one has the SHA-256 "
                            + missing.get(missing.size() - 1),
                    "for another ceremony, use another folder; if it is the same one, find out who removed or"
                            + " changed them, and restore them");
        }
    }

    private static boolean hasClosing(List<StoredRecord> there, String writer) {
        return RecordWriter.of(there).stream()
                .anyMatch(one -> one.isWriter(writer) && one.closing().isPresent());
    }

    private static Set<String> hashes(List<StoredRecord> there) {
        Set<String> hashes = new HashSet<>();
        there.forEach(record -> hashes.add(record.sha256()));
        return hashes;
    }

    private Path place() throws FileException {
        try {
            return folder.path().toRealPath();
        } catch (IOException e) {
            throw FileException.reading(folder.path(), e);
        }
    }
}
