package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * Reads whole files of bounded length; what it has read in between is zeroed. All files are read
 * here: no output of the same {@linkplain DistinctFiles#during work} replaces one.
 */
public final class InputFile {
    private static final int FIRST_BUFFER_BYTES = 8 * 1024;

    private InputFile() {}

    /**
     * Reads a regular file, following links.
     *
     * @throws FileException when it is missing, a folder, a pipe, a device or a socket, not
     *     readable, or longer than {@code maxBytes}
     */
    public static byte[] read(Path path, int maxBytes) throws FileException {
        requireNoPipe(path);
        return open(path, maxBytes, StandardOpenOption.READ);
    }

    /**
     * Refuses what may keep a reader waiting: a pipe (FIFO) that nobody writes to cannot even be
     * opened, and Java has no way to open it without waiting. So the type is checked before;
     * someone who replaces the file with a pipe in between can still hold up the command.
     *
     * @throws FileException when the file, behind links, is missing, a folder, a pipe, a device or
     *     a socket
     */
    public static void requireNoPipe(Path path) throws FileException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
        if (attributes.isDirectory()) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "cannot read " + path + ": it is a folder",
                    "give a file in it");
        } else if (!attributes.isRegularFile()) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "cannot read " + path + ": it is a pipe, a device or a socket",
                    "write its content to a file, and give that file");
        }
    }

    /**
     * Reads what the parent process has opened for this one, a pipe too, to its end: for the file
     * descriptor that a PIN comes from.
     *
     * @param path such as {@code /dev/fd/3}
     * @throws FileException when it is not open, not readable, or longer than {@code maxBytes}
     */
    public static byte[] readOpenedOrPipe(Path path, int maxBytes) throws FileException {
        return open(path, maxBytes, StandardOpenOption.READ);
    }

    /** What is made of a file's content. */
    public interface Parsing<T> {
        /** Reads the content. */
        T parse(byte[] content) throws KeyTransferException;
    }

    /**
     * Reads a file and parses it; an error names the file.
     *
     * @param needed what the file must be, for an error about one that is something else
     * @param or what else it may be
     * @throws KeyTransferException as {@link #read} does, or when the content does not parse
     */
    public static <T> T parse(
            Path path, int maxBytes, Parsing<T> parsing, FileKind needed, FileKind... or)
            throws KeyTransferException {
        return parsed(path, read(path, maxBytes), parsing, needed, or);
    }

    /**
     * Parses what was read from a file; an error names the file, and explains it if it is something
     * else than what is needed.
     *
     * @param needed what the file must be
     * @param or what else it may be
     * @throws KeyTransferException when the content does not parse
     */
    public static <T> T parsed(
            Path path, byte[] content, Parsing<T> parsing, FileKind needed, FileKind... or)
            throws KeyTransferException {
        try {
            return parsing.parse(content);
        } catch (MalformedInputException e) {
            FileKind.require(path, content, needed, or);
            e.about(path);
            throw e;
        } catch (KeyTransferException e) {
            e.about(path);
            throw e;
        }
    }

    /**
     * Reads a regular file, never through a link in its last name.
     *
     * @throws FileException as {@link #read} does, and for a link, a pipe or a device
     */
    public static byte[] readRegular(Path path, int maxBytes) throws FileException {
        if (!isRegular(path)) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "cannot read " + path + ": it is not a regular file",
                    "name the file itself: not its folder, a link, a pipe or a device");
        }
        return open(path, maxBytes, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isRegular(Path path) throws FileException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile();
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    private static byte[] open(Path path, int maxBytes, OpenOption... options)
            throws FileException {
        try (FileChannel channel = FileChannel.open(path, options)) {
            OpenedFiles.opened(path);
            return readAll(channel, path, maxBytes);
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    /** Reads what this process has just written, which is no input. */
    static byte[] readBack(Path path, int maxBytes) throws FileException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return readAll(channel, path, maxBytes);
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    /**
     * Opens a file of any length; the caller closes the result.
     *
     * @throws IOException when it cannot be opened
     */
    public static InputStream stream(Path path) throws IOException {
        InputStream in = Files.newInputStream(path);
        OpenedFiles.opened(path);
        return in;
    }

    private static byte[] readAll(ReadableByteChannel channel, Path path, int maxBytes)
            throws IOException, FileException {
        // One byte more than allowed, so that a file that is too long shows.
        int limit = Math.addExact(maxBytes, 1);
        byte[] buffer = new byte[Math.min(FIRST_BUFFER_BYTES, limit)];
        int length = 0;
        try {
            for (int count; (count = channel.read(rest(buffer, length))) >= 0; length += count) {
                if (length + count > maxBytes) {
                    throw new FileException(
                            Reason.FILE_TOO_LONG,
                            "cannot read " + path + ": it is longer than " + maxBytes + " bytes",
                            "check that it is the right file");
                }
                if (length + count == buffer.length) {
                    buffer = grown(buffer, limit);
                }
            }
            return Arrays.copyOf(buffer, length);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    private static ByteBuffer rest(byte[] buffer, int from) {
        return ByteBuffer.wrap(buffer, from, buffer.length - from);
    }

    private static byte[] grown(byte[] buffer, int limit) {
        byte[] larger = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, limit));
        Arrays.fill(buffer, (byte) 0);
        return larger;
    }
}
