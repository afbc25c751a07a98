package dev.keyhaul.usageaudit.log;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Streams the rows of one log, a file after another. Not thread-safe; the caller closes it.
 *
 * @since 0.1.0
 */
public sealed interface LogReader extends AutoCloseable permits VaultLogReader, RmsLogReader {
    /**
     * Goes to the next file, plain or gzipped, which is closed with this or by the next. It may
     * have any length: a line or record beyond a bound is a bad line, and so is the rest of a
     * gzipped file that unpacks to more than 16 MiB and 250 times its length.
     *
     * @param number the file's number in {@link LogPosition}
     * @param name the file's name in {@link BadLine}
     * @throws IOException when not even the first bytes can be read
     */
    void open(InputStream in, int number, String name) throws IOException;

    /**
     * Returns the next row, or null at the end. Whatever a file holds, it is at worst a bad line.
     */
    @Nullable LogEvent next();

    /** Returns how many lines of the present file counted, so far. */
    InputLines lines();

    /**
     * Closes the file that is open.
     *
     * @throws java.io.UncheckedIOException with the file's name, if it cannot be closed
     */
    @Override
    void close();
}
