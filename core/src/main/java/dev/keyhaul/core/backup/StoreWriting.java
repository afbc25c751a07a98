package dev.keyhaul.core.backup;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.journal.Journal;
import dev.keyhaul.core.backup.journal.JournalEvent;
import java.util.List;
import java.util.Map;

/**
 * The writing into one store, by one writer at a time: the store's lock, and the journal as it was
 * read once under it. What a killed command left is put in order first.
 */
final class StoreWriting implements AutoCloseable {
    private final MasterCopyStore store;
    private final String by;
    private final StoreLock lock;
    private final List<String> repaired;
    private Journal journal;

    private StoreWriting(MasterCopyStore store, String by, StoreLock lock)
            throws KeyTransferException {
        this.store = store;
        this.by = by;
        this.lock = lock;
        this.journal = store.journal();
        this.repaired = new StoreRepair(store, this).run();
    }

    /**
     * Takes the lock, and puts the store in order.
     *
     * @param by who writes, as user@host
     * @throws CheckFailedException when the journal is damaged, or the clock is behind it
     * @throws FileException when the store is in use, or cannot be written to
     */
    static StoreWriting begin(MasterCopyStore store, String by) throws KeyTransferException {
        StoreLock lock = StoreLock.take(store.folder());
        try {
            return new StoreWriting(store, by, lock);
        } catch (KeyTransferException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Returns what was put in order, a sentence each. */
    List<String> repaired() {
        return repaired;
    }

    /** Returns the journal as it is now. */
    Journal journal() {
        return journal;
    }

    /** Adds an entry to the journal. */
    void append(JournalEvent event, Map<String, String> details) throws KeyTransferException {
        journal =
                store.journalFile()
                        .append(journal, store.now(), by, event, details, store.signer());
    }

    /** Cuts the unfinished line off the journal's end, and says so in the journal. */
    void cutUnfinishedLine() throws KeyTransferException {
        int bytes = journal.unfinishedBytes();
        store.journalFile().cutUnfinishedLine(journal);
        append(JournalEvent.REPAIRED, Map.of("bytes", String.valueOf(bytes)));
    }

    @Override
    public void close() {
        lock.close();
    }
}
