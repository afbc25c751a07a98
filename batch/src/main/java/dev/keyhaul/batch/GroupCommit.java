package dev.keyhaul.batch;

import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.journal.JournalState;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.event.Operation;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.StagedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings staged files to their names, many together, by one sync a group: it makes durable the
 * group's content, the journal's word of what it will be, and the names that the group before got.
 *
 * <p>Whenever the process or the machine ends, a file that has its name is whole and on the disk,
 * and the journal knows its hash; and what the journal calls done has its name on the disk. One
 * thread uses it.
 */
final class GroupCommit {
    /** The file of an item, written under a temporary name; it is synced and named with others. */
    record ItemFile(Operation operation, BatchItem item, BatchFile file, StagedFile staged) {
        private String will() {
            return BatchJournal.will(item, Map.of(JournalState.SHA256, file.sha256()));
        }
    }

    private final BatchJournal journal;
    private final GroupSync sync;
    private final ItemWraps wraps;
    private final Consumer<ItemResult> results;
    private List<ItemFile> named = List.of();

    GroupCommit(
            BatchJournal journal, GroupSync sync, ItemWraps wraps, Consumer<ItemResult> results) {
        this.journal = journal;
        this.sync = sync;
        this.wraps = wraps;
        this.results = results;
    }

    /**
     * Gives the files their names; one whose name is taken has failed, and the others go on. They
     * are done after the next group, or {@link #finish}.
     *
     * @throws FileException when the disk or the journal fails: no more can be done then
     */
    void commit(List<ItemFile> files) throws FileException {
        StringBuilder intents = new StringBuilder();
        files.forEach(file -> intents.append(file.will()));
        journal.write(intents.toString());
        sync(files.stream().map(ItemFile::staged).toList());
        List<ItemFile> given = new ArrayList<>();
        try {
            for (ItemFile file : files) {
                if (giveName(file)) {
                    given.add(file);
                }
            }
        } finally {
            named = given;
        }
    }

    /** Whether files are named and not called done yet, or called done and void. */
    boolean isOpen() {
        return !named.isEmpty() || wraps.hasVoid();
    }

    /** Makes the last names durable, and says so. */
    void finish() throws FileException {
        if (isOpen()) {
            sync(List.of());
            named = List.of();
        }
        journal.force();
    }

    private void sync(List<StagedFile> contents) throws FileException {
        Set<Path> folders = new HashSet<>();
        named.forEach(file -> folders.add(file.staged().folder()));
        Set<Path> all = new HashSet<>(folders);
        contents.forEach(file -> all.add(file.folder()));
        all.add(journal.folder());
        Set<Path> synced = sync.sync(all);
        for (StagedFile file : contents) {
            if (!synced.contains(file.folder())) {
                file.sync();
            }
        }
        for (Path folder : folders) {
            if (!synced.contains(folder)) {
                syncFolder(folder);
            }
        }
        if (!synced.contains(journal.folder())) {
            journal.force();
        }
        StringBuilder done = new StringBuilder();
        named.forEach(file -> done.append(BatchJournal.done(file.item(), Map.of())));
        journal.write(done.toString());
        named.forEach(file -> results.accept(ItemResult.done(file)));
        // Whatever has a name is called done by now.
        wraps.withdraw().forEach(results);
    }

    private static void syncFolder(Path folder) throws FileException {
        try {
            OwnerOnly.syncFolder(folder);
        } catch (IOException e) {
            throw FileException.notSynced(folder, e);
        }
    }

    private boolean giveName(ItemFile file) throws FileException {
        try {
            wraps.names(file.item(), file.file());
            file.staged().giveName();
            return true;
        } catch (FileException | CheckFailedException e) {
            wraps.doesNotLeave(file.item());
            discard(file.staged(), e);
            requireRoom(e);
            results.accept(ItemResult.failed(file.item(), e));
            journal.write(BatchJournal.failed(file.item(), String.valueOf(e.getMessage())));
            return false;
        }
    }

    /** Removes what is not to get its name any more. */
    static void discard(StagedFile staged, KeyTransferException because) {
        try {
            staged.discard();
        } catch (FileException e) {
            because.addSuppressed(e);
        }
    }

    /** Nothing that is written next would fit either. */
    static void requireRoom(KeyTransferException failure) throws FileException {
        if (failure instanceof FileException file && file.isOutOfSpace()) {
            throw file;
        }
    }
}
