package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.backup.journal.SignedEntries;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A store while one writer has it: its lock, and the journal as it was read once under the lock.
 * What a killed command left is put in order first.
 */
final class LockedStore implements AutoCloseable {
    /** Detail of an entry: how many bytes were cut off the journal's end. */
    static final String BYTES = "bytes";

    private final MasterCopyStore store;
    private final String by;
    private final StoreLock lock;
    private Journal journal;
    private List<String> repaired = List.of();

    private LockedStore(MasterCopyStore store, String by, StoreLock lock)
            throws KeyTransferException {
        this.store = store;
        this.by = by;
        this.lock = lock;
        this.journal = store.journal();
    }

    /**
     * Takes the lock, and puts the store in order.
     *
     * @param by who writes, as user@host
     * @throws CheckFailedException when the journal is damaged, or the clock is behind it
     * @throws RefusedException when another key is to sign the next entry
     * @throws FileException when the store is in use, or cannot be written to
     */
    static LockedStore begin(MasterCopyStore store, String by) throws KeyTransferException {
        return begin(
                store,
                by,
                writing -> {
                    store.requireNext(writing.journal);
                    writing.putInOrder();
                });
    }

    /**
     * Takes the lock, lets the store's evidence key take the journal over in its own name, and puts
     * the store in order. Whoever was interrupted, and does the same again, adds no second entry.
     *
     * @param head where the journal stands, as the operator knows it
     * @throws CheckFailedException when the journal stands elsewhere, or is damaged
     * @throws RefusedException when each entry is signed by this key already
     * @throws FileException when the store is in use, or cannot be written to
     */
    static LockedStore takeOver(MasterCopyStore store, String by, String head, String reason)
            throws KeyTransferException {
        return begin(
                store,
                by,
                writing -> {
                    writing.requireAt(head);
                    if (writing.journal.isTakenOver(store.requireSigner().publicKey(), reason)) {
                        store.requireNext(writing.journal);
                    } else {
                        writing.requireUnsigned();
                        writing.takeOver(reason);
                    }
                    writing.putInOrder();
                });
    }

    private interface Beginning {
        void of(LockedStore writing) throws KeyTransferException;
    }

    private static LockedStore begin(MasterCopyStore store, String by, Beginning beginning)
            throws KeyTransferException {
        StoreLock lock = StoreLock.take(store.folder());
        try {
            LockedStore writing = new LockedStore(store, by, lock);
            beginning.of(writing);
            return writing;
        } catch (KeyTransferException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void requireAt(String head) throws CheckFailedException {
        if (!journal.head().sha256().equals(head)) {
            throw new CheckFailedException(
                    Reason.JOURNAL_HEAD,
                    "the head of the journal is " + journal.head() + ", not " + head,
                    "if you take over a journal, you are responsible for its entries: check each entry before you note the head");
        }
    }

    private void requireUnsigned() throws KeyTransferException {
        Fingerprint own = Fingerprint.of(store.requireSigner().publicKey());
        if (SignedEntries.of(journal, new TrustedSigner(own)).isAll()) {
            throw new RefusedException(
                    Reason.JOURNAL_SIGNED,
                    "every entry of the journal is already signed by " + own,
                    "there is nothing to take over");
        }
    }

    private void takeOver(String reason) throws KeyTransferException {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(JournalEntry.REASON, reason);
        if (journal.unfinishedBytes() > 0) {
            details.put(BYTES, String.valueOf(journal.unfinishedBytes()));
        }
        journal =
                store.journalFile()
                        .takeOver(journal, store.now(), by, details, store.requireSigner());
    }

    private void putInOrder() throws KeyTransferException {
        repaired = new StoreRepair(store, this).run();
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

    @Override
    public void close() {
        lock.close();
    }
}
