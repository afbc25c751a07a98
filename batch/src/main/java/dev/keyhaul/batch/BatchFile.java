package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that an item became.
 *
 * @param path where it is
 * @param lengthBytes its length
 * @param sha256 the SHA-256 of its content, in hex
 * @since 0.1.0
 */
public record BatchFile(Path path, long lengthBytes, String sha256) {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final String VOID = ".void";

    /** Refuses null. */
    public BatchFile {
        Arguments.notNull("path", path, "sha256", sha256);
    }

    /**
     * Renames a file that is void, so that nobody imports it.
     *
     * @param sha256 the file's hash: another one keeps its name
     * @return its new name, which no file had; empty if it is not there
     */
    static Optional<Path> setAside(Path output, String sha256) throws FileException {
        if (read(output).filter(file -> file.sha256().equals(sha256)).isEmpty()) {
            return Optional.empty();
        }
        Path name = output.resolveSibling(output.getFileName() + VOID);
        for (int i = 2; Files.exists(name, LinkOption.NOFOLLOW_LINKS); i++) {
            name = output.resolveSibling(output.getFileName() + VOID + "." + i);
        }
        OutputFile.newAt(name).rename(output);
        return Optional.of(name);
    }

    /**
     * Returns the file at a path, empty if there is nothing; refuses a link, a folder, a device.
     */
    static Optional<BatchFile> read(Path output) throws FileException {
        if (!Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] content = InputFile.readRegular(output, MAX_BYTES);
        return Optional.of(new BatchFile(output, content.length, Sha256.hex(content)));
    }
}
