package dev.keyhaul.workflow;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.OutputFile;
import java.nio.file.Path;

/**
 * A file that an act writes, whole or not at all. It is named before the act, so that what would
 * fail is found before a key is opened. Written by the thread of the act.
 *
 * @param path where it will be
 * @param writing puts the content there
 * @since 0.1.0
 */
public record Output(Path path, Writing writing) {
    /** Puts a file's content in its place. Called by the thread of the act. */
    @FunctionalInterface
    public interface Writing {
        /**
         * Writes the file.
         *
         * @throws KeyTransferException if it cannot be written; no part of it stays then
         */
        void write(byte[] content) throws KeyTransferException;
    }

    /** Requires both. */
    public Output {
        Arguments.notNull("path", path, "writing", writing);
    }

    /**
     * Returns a new file with mode 0600, which replaces nothing.
     *
     * @throws FileException if the folder is missing or not writable, or the name is taken
     */
    public static Output newFile(Path path) throws FileException {
        return new Output(path, OutputFile.at(path)::write);
    }

    void write(byte[] content) throws KeyTransferException {
        writing.write(content);
    }
}
