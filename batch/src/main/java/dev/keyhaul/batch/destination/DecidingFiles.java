package dev.keyhaul.batch.destination;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The files that decide where the keys of a batch go: each is read once, however many items name
 * it, and whenever they do. Thread-safe; of bounded size.
 *
 * @since 0.1.0
 */
public final class DecidingFiles {
    private static final int MAX_FILES = 10_000;
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final Map<Path, DecidingFile> known = new HashMap<>();
    private long bytes;

    /** Begins without any file. */
    public DecidingFiles() {}

    /**
     * Returns a file, which is read the first time.
     *
     * @param path the file
     * @param maxBytes how long it may be
     * @return the same object for the same path
     * @throws KeyTransferException if it cannot be read, or there are too many files
     */
    public synchronized DecidingFile read(Path path, int maxBytes) throws KeyTransferException {
        Arguments.notNull("path", path);
        DecidingFile file = known.get(path);
        if (file == null) {
            file = DecidingFile.read(path, maxBytes);
            bytes += file.lengthBytes();
            if (known.size() == MAX_FILES || bytes > MAX_BYTES) {
                throw new RefusedException(
                        Reason.TOO_MANY,
                        "the KEKs and certificates of the batch are more than "
                                + MAX_FILES
                                + " files or 64 MiB",
                        "split the manifest into several");
            }
            known.put(path, file);
        }
        return file;
    }
}
