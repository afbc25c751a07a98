package dev.keyhaul.cli.plan;

import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** Which disks a path is on. No option of a command can say it. */
interface Disks {
    /**
     * Where a path is.
     *
     * @param fileSystem its file system, compared with {@code equals}
     * @param disks the whole disks that it is on; none if the system does not show them
     */
    record Where(Object fileSystem, Set<Path> disks) {
        /** Copies the set. */
        public Where {
            disks = Set.copyOf(disks);
        }

        /** Returns whether one disk may be lost without the other; empty if that is not known. */
        Optional<Boolean> isApartFrom(Where other) {
            if (fileSystem.equals(other.fileSystem)) {
                return Optional.of(false);
            }
            return disks.isEmpty() || other.disks.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Collections.disjoint(disks, other.disks));
        }
    }

    /**
     * Returns where a path is.
     *
     * @param path one that exists
     * @throws KeyTransferException if it cannot be looked at
     */
    Where of(Path path) throws KeyTransferException;
}
