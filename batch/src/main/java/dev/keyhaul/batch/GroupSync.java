package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.StagedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Brings many new files to the disk, and the journal that tells of them. Thread-safe. */
@SuppressWarnings("exports")
public interface GroupSync {
    /** File by file: right everywhere, and slow where the disk is. */
    GroupSync EACH_FILE =
            (contents, folders, journal) -> {
                for (StagedFile file : contents) {
                    file.sync();
                }
                for (Path folder : folders) {
                    syncFolder(folder);
                }
                journal.force();
            };

    /** Says, before anything is written, that files will come into a folder. */
    default void expect(Path folder) {}

    /**
     * Returns when all is on the disk that was written before.
     *
     * @param contents files that have no name yet
     * @param folders where files got their names
     * @param journal what was written into it counts too
     * @throws FileException when the system refuses; nothing is known of any of them then
     */
    void sync(List<StagedFile> contents, Set<Path> folders, BatchJournal journal)
            throws FileException;

    /**
     * Syncs one folder.
     *
     * @throws FileException when the system refuses
     */
    static void syncFolder(Path folder) throws FileException {
        try {
            OwnerOnly.syncFolder(folder);
        } catch (IOException e) {
            throw FileException.notSynced(folder, e);
        }
    }
}
