package dev.keyhaul.batch.destination;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file that decides where a key goes or who can open it there, such as a KEK or a certificate:
 * read once, so that what is parsed from it is what its hash is of. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DecidingFile {
    private final Path path;
    private final byte[] content;
    private final String sha256;

    private DecidingFile(Path path, byte[] content) {
        this.path = path;
        this.content = content;
        this.sha256 = Sha256.hex(content);
    }

    /**
     * Reads a file.
     *
     * @param path the file
     * @param maxBytes how long it may be
     * @return the file, as it was then
     * @throws FileException if it cannot be read or is longer
     */
    public static DecidingFile read(Path path, int maxBytes) throws FileException {
        Arguments.notNull("path", path);
        return new DecidingFile(path, InputFile.read(path, maxBytes));
    }

    /** What is made of the content. Stateless, or used by one thread at a time. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Reads the content, which is the caller's own.
         *
         * @throws KeyTransferException if it is something else
         */
        T parse(byte[] content) throws KeyTransferException;
    }

    /**
     * Parses the content; what does not parse is wiped, since it may be a private key.
     *
     * @param <T> what is made of it
     * @param parser makes it
     * @return the result of the parser
     * @throws KeyTransferException as the parser throws it; it names the file
     */
    public <T> T parse(Parser<T> parser) throws KeyTransferException {
        Arguments.notNull("parser", parser);
        byte[] copy = content.clone();
        try {
            return parser.parse(copy);
        } catch (KeyTransferException e) {
            e.about(path);
            Arrays.fill(content, (byte) 0);
            throw e;
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** {@return where it was read} */
    public Path path() {
        return path;
    }

    /** {@return the SHA-256 of its content, in hex} */
    public String sha256() {
        return sha256;
    }

    int lengthBytes() {
        return content.length;
    }
}
