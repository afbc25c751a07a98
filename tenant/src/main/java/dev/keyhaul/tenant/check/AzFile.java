package dev.keyhaul.tenant.check;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.file.InputFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file with what az printed. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class AzFile {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private AzFile() {}

    /**
     * Reads what az printed, such as {@link VaultFacts#parse}. Called by the thread that reads the
     * file.
     *
     * @param <T> what is read
     */
    public interface Parser<T> {
        /**
         * Reads it.
         *
         * @throws KeyTransferException if it is something else
         */
        T parse(byte[] json) throws KeyTransferException;
    }

    /**
     * Reads a file of at most 4 MiB.
     *
     * @param file null where nothing was given
     * @param command of az, for the error
     * @throws KeyTransferException naming the file and the command, if it is something else
     */
    public static <T> Optional<T> read(@Nullable Path file, String command, Parser<T> parser)
            throws KeyTransferException {
        if (file == null) {
            return Optional.empty();
        }
        byte[] json = InputFile.read(file, MAX_BYTES);
        try {
            return Optional.of(parser.parse(json));
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    file + ": " + e.getMessage(), "it must be the JSON of '" + command + "'", e);
        }
    }
}
