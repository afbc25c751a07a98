package dev.keyhaul.batch;

import dev.keyhaul.core.argument.Arguments;
import java.nio.file.Path;

/**
 * A file that an item became.
 *
 * @param path where it is
 * @param lengthBytes its length
 * @param sha256 the SHA-256 of its content, in hex
 * @since 0.1.0
 */
public record BatchFile(Path path, long lengthBytes, String sha256) {
    /** Refuses null. */
    public BatchFile {
        Arguments.notNull("path", path, "sha256", sha256);
    }
}
