package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.journal.JournalFile;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A second folder that holds what a store holds, best on another disk or host. It is a store of the
 * same id, and can take the store's place; its journal is the store's, or what that was before.
 * Thread-safe: writers take turns at the folder.
 *
 * @since 0.1.0
 */
public final class Replica {
    private final Path folder;
    private final MasterCopyStore store;
    private final JournalFile journalFile;

    private Replica(Path folder, MasterCopyStore store) {
        this.folder = folder;
        this.store = store;
        this.journalFile = new JournalFile(folder, store.id());
    }

    /**
     * Opens a replica of a store; makes its folder as {@link MasterCopyStore#openOrCreate} does.
     *
     * @throws CheckFailedException when it is a replica of another store
     * @throws FileException when it cannot be made, or is a folder of something else
     */
    public static Replica openOrCreate(Path folder, MasterCopyStore store)
            throws KeyTransferException {
        return of(folder, StoreFolder.openOrCreate(folder, store::id).id(), store);
    }

    /**
     * Opens a replica that exists.
     *
     * @throws CheckFailedException when it is a replica of another store
     * @throws FileException when it is not there
     */
    public static Replica open(Path folder, MasterCopyStore store) throws KeyTransferException {
        Arguments.notNull("folder", folder, "store", store);
        return of(folder, StoreFolder.open(folder).id(), store);
    }

    private static Replica of(Path folder, Manifest.StoreId id, MasterCopyStore store)
            throws KeyTransferException {
        if (!id.equals(store.id())) {
            throw new CheckFailedException(
                    Reason.REPLICA_OTHER,
                    folder + " is not a replica of " + store.folder() + ": it is store " + id,
                    "name a replica of this store, or an empty folder for a new replica");
        }
        if (folder.toAbsolutePath().normalize().equals(store.folder().normalize())) {
            throw new FileException(
                    Reason.REPLICA_OTHER,
                    "the replica is the store itself: " + folder,
                    "name another folder");
        }
        return new Replica(folder.toAbsolutePath(), store);
    }

    /** Returns the replica's folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Checks before any work is done that a replica can be made or brought up to date, and makes
     * nothing.
     *
     * @param store the store's folder, which need not be there yet
     * @throws CheckFailedException when it is another store's, ahead of the store, or went another
     *     way
     * @throws FileException when it cannot be written to, or is a folder of something else
     */
    public static void requireUsable(Path folder, Path store) throws KeyTransferException {
        Arguments.notNull("folder", folder, "store", store);
        StoreFolder.requireUsable(folder);
        if (StoreMarker.isIn(folder) && StoreMarker.isIn(store)) {
            open(folder, MasterCopyStore.open(store)).requireReady();
        } else if (StoreMarker.isIn(folder)) {
            throw new CheckFailedException(
                    Reason.REPLICA_OTHER,
                    folder + " is not a replica of " + store + ", which does not exist yet",
                    "name the store, or an empty folder for a new replica");
        }
    }

    void requireReady() throws KeyTransferException {
        StoreFolder.requireOwn(folder);
        StoreLock lock = StoreLock.take(folder);
        try (lock) {
            requireBehind(journalFile.read(), store.journal());
        }
    }

    /**
     * Writes every copy that the store has and the replica has not, and then the journal's new
     * entries.
     *
     * @return how many copies were written
     * @throws KeyTransferException when one cannot be written; the store is as before, and the next
     *     call goes on
     */
    public int catchUp() throws KeyTransferException {
        StoreFolder.requireOwn(folder);
        StoreLock lock = StoreLock.take(folder);
        try (lock) {
            Leftovers.remove(folder);
            Journal newest = store.journal();
            Journal own = journalFile.read();
            requireBehind(own, newest);
            int written = 0;
            for (CopyId copy : newest.created()) {
                written += has(copy) ? 0 : write(copy);
            }
            journalFile.cutUnfinishedLine(own);
            journalFile.appendLines(newest.linesSince(own.head()));
            return written;
        }
    }

    private boolean has(CopyId copy) {
        return Files.exists(folder.resolve(copy.text()), LinkOption.NOFOLLOW_LINKS);
    }

    private int write(CopyId copy) throws KeyTransferException {
        CopyWriter writing = new CopyWriter(CopyContent.read(store.open(copy)), folder);
        writing.stage();
        writing.giveName();
        return 1;
    }

    private void requireBehind(Journal own, Journal newest) throws CheckFailedException {
        if (newest.continues(own)) {
            return;
        }
        throw own.continues(newest)
                ? new CheckFailedException(
                        Reason.STORE_ROLLBACK,
                        "rollback: the replica "
                                + folder
                                + " is ahead of the store "
                                + store.folder(),
                        "the store was rolled back to an older state: use the replica as the store from now on, and keep this one for the investigation")
                : new CheckFailedException(
                        Reason.REPLICA_DIVERGED,
                        "the journals of " + folder + " and " + store.folder() + " have diverged",
                        "one of them was changed separately: find out which before you continue");
    }

    /** Returns the replica as a store of its own. */
    MasterCopyStore asStore() {
        return store.in(folder);
    }

    /**
     * Checks that the replica contains everything that the store contains.
     *
     * @throws CheckFailedException when it is behind the store, ahead of it, or damaged
     */
    public void requireUpToDate() throws KeyTransferException {
        requireUpToDate(journalFile.read(), store.journal());
    }

    /** The same of journals as they were read. */
    void requireUpToDate(Journal own, Journal newest) throws CheckFailedException {
        requireBehind(own, newest);
        if (!own.head().equals(newest.head())) {
            throw new CheckFailedException(
                    Reason.REPLICA_BEHIND,
                    "rollback: the replica "
                            + folder
                            + " has "
                            + own.head().entries()
                            + " of the journal's "
                            + newest.head().entries()
                            + " entries");
        }
    }
}
