package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Brings everything that was written into some folders to the disk at once, where the system can do
 * that; a batch syncs file by file elsewhere. Thread-safe.
 *
 * @since 0.1.0
 */
public interface GroupSync {
    /**
     * Leaves all folders to be synced file by file: right everywhere, and slow where the disk is.
     */
    GroupSync NONE = folders -> Set.of();

    /** Prepares for a folder before anything is written into it. */
    default void expect(Path folder) {}

    /**
     * Returns when all is on the disk that was written into the returned folders before.
     *
     * @return those of the folders for which that is so; the others must be synced file by file
     * @throws FileException if the system refuses; nothing is known about any of them then
     */
    Set<Path> sync(Set<Path> folders) throws FileException;
}
