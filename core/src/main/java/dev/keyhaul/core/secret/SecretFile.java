package dev.keyhaul.core.secret;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.TrustedPlace;
import dev.keyhaul.core.host.HostHint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads a PIN, a password or a raw key from a file of its owner's own.
 *
 * <p>The content is UTF-8; one newline at the end ({@code \n} or {@code \r\n}) is dropped, nothing
 * else. No String is made of it, and the buffers are zeroed. What the JDK itself copies into its
 * direct buffers for reading cannot be wiped from here.
 */
final class SecretFile {
    private static final int MAX_LENGTH_BYTES = 64 * 1024;

    private SecretFile() {}

    /**
     * Reads the secret, which the caller closes.
     *
     * @throws FileException when the file is missing, not regular, not readable or longer than 64
     *     KiB
     * @throws RefusedException when group or others can read or write it, or it belongs to another
     *     user than this one and root, or one can replace it
     * @throws MalformedInputException when it is no UTF-8 text or begins with a byte order mark
     */
    static Passphrase read(Path path) throws KeyTransferException {
        requireName(path);
        return about(
                path,
                () -> {
                    requireRegular(path);
                    return decodeAndWipe(readPrivate(path), path);
                });
    }

    /** Reads a secret. */
    private interface Reading<T> {
        T read() throws KeyTransferException;
    }

    /** An error here is about this file, whatever other file its secret is to open. */
    private static <T> T about(Object what, Reading<T> reading) throws KeyTransferException {
        try {
            return reading.read();
        } catch (KeyTransferException e) {
            e.about(what);
            throw e;
        }
    }

    /**
     * Checks who can read, write or replace the file, and reads nothing of it.
     *
     * @throws FileException when the file is missing, not regular or not readable
     * @throws RefusedException when somebody else can read, write or replace it
     */
    static void requirePrivate(Path path) throws KeyTransferException {
        requireName(path);
        about(
                path,
                () -> {
                    requireRegular(path);
                    Path real = real(path);
                    if (OwnerOnly.hasPosixModes(real)) {
                        requirePrivate(real, path);
                    }
                    if (!Files.isReadable(real)) {
                        throw FileException.reading(
                                path, new AccessDeniedException(path.toString()));
                    }
                    return path;
                });
    }

    private static void requireRegular(Path path) throws KeyTransferException {
        if (Files.isDirectory(path)) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "cannot read " + path + ": it is a folder",
                    "give the file in it that has the secret");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new FileException(
                    Reason.SECRET_PIPE,
                    "cannot read " + path + ": a secret must be in a regular file");
        }
    }

    /** A secret that was typed in place of its file has no folder that exists: it is not shown. */
    private static void requireName(Path path) throws FileException {
        Path folder = path.getParent();
        if (!Files.exists(path) && (folder == null || !Files.isDirectory(folder))) {
            FileException unnamed =
                    new FileException(
                            Reason.FILE_NOT_FOUND,
                            "there is no file of the name that was given for a secret (the name is not"
                                    + " shown: it may be the secret)",
                            "write the secret into a file that only you can read, and give its name; if"
                                    + " you typed the secret itself, change it");
            unnamed.about("a secret"); // Nor is it one about the file that the secret opens.
            throw unnamed;
        }
    }

    /**
     * Reads a raw key as it is, whatever its bytes; the caller closes it.
     *
     * @throws FileException when the file is missing, not regular, not readable or longer than 64
     *     KiB
     * @throws RefusedException when somebody else can read, write or replace it
     */
    static SecretBytes readBytes(Path path) throws KeyTransferException {
        return about(path, () -> SecretBytes.moveFrom(readPrivate(path)));
    }

    /**
     * Reads a secret to the end of a file descriptor that the parent process has opened; the caller
     * closes it.
     *
     * @throws FileException when the descriptor is not open, or holds more than 64 KiB
     * @throws MalformedInputException when it is no UTF-8 text or begins with a byte order mark
     */
    static Passphrase readDescriptor(int number) throws KeyTransferException {
        Path path = Path.of("/dev/fd/" + number);
        return about(
                "file descriptor " + number, () -> decodeAndWipe(readOpen(path, number), path));
    }

    /**
     * A number that the parent process has not opened may be one of the virtual machine's own
     * files, which are long and no text: so whatever is wrong with it, that is said first.
     */
    private static byte[] readOpen(Path path, int number) throws FileException {
        try {
            return InputFile.readOpenedOrPipe(path, MAX_LENGTH_BYTES);
        } catch (FileException e) {
            throw new FileException(
                    Reason.SECRET_PIPE,
                    "cannot read a secret from file descriptor " + number + ": " + e.getMessage(),
                    null,
                    e);
        }
    }

    /**
     * Java cannot ask an open file for its mode, so the file behind the links is looked at before
     * and after it is read: it must be the same one, and private both times.
     */
    private static byte[] readPrivate(Path path) throws KeyTransferException {
        Path real = real(path);
        if (!OwnerOnly.hasPosixModes(real)) {
            return InputFile.readRegular(real, MAX_LENGTH_BYTES);
        }
        Object before = requirePrivate(real, path);
        byte[] content = InputFile.readRegular(real, MAX_LENGTH_BYTES);
        try {
            if (!Objects.equals(before, requirePrivate(real, path))) {
                throw new FileException(
                        Reason.FILE_REPLACED,
                        "cannot read " + path + ": it was replaced in the meantime");
            }
            return content;
        } catch (KeyTransferException e) {
            Arrays.fill(content, (byte) 0);
            throw e;
        }
    }

    private static Path real(Path path) throws FileException {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    private static Object requirePrivate(Path real, Path path) throws KeyTransferException {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(
                            real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (OwnerOnly.isOpenToOthers(attributes.permissions())) {
                throw new RefusedException(
                        Reason.OPEN_TO_OTHERS,
                        "other users can read or write " + path,
                        HostHint.PRIVATE_FILE.text()
                                + ", and change the secret if someone may have read it");
            }
            TrustedPlace.require(path);
            return Objects.requireNonNull(attributes.fileKey(), "POSIX files have an inode");
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    private static Passphrase decodeAndWipe(byte[] utf8, Path path) throws MalformedInputException {
        CharBuffer chars = CharBuffer.allocate(utf8.length);
        try {
            CoderResult result =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(utf8), chars, /* endOfInput= */ true);
            if (result.isError()) {
                throw new MalformedInputException(
                        Reason.SECRET_ENCODING,
                        (isUtf16(utf8) ? "UTF-16 text, not UTF-8: " : "not UTF-8 text: ") + path,
                        "save the file as UTF-8 without a byte order mark");
            }
            chars.flip();
            if (chars.hasRemaining() && chars.get(0) == '\uFEFF') {
                throw new MalformedInputException(
                        Reason.SECRET_ENCODING,
                        "there is a byte order mark at the start of " + path,
                        "save the file as UTF-8 without a byte order mark");
            }
            return Passphrase.moveFrom(Arrays.copyOf(chars.array(), lengthWithoutNewline(chars)));
        } finally {
            Arrays.fill(utf8, (byte) 0);
            Arrays.fill(chars.array(), '\0');
        }
    }

    /** Its byte order mark, in either order, is in no UTF-8 text. */
    private static boolean isUtf16(byte[] content) {
        return content.length >= 2
                && ((content[0] == (byte) 0xFE && content[1] == (byte) 0xFF)
                        || (content[0] == (byte) 0xFF && content[1] == (byte) 0xFE));
    }

    private static int lengthWithoutNewline(CharBuffer chars) {
        int length = chars.limit();
        if (length > 0 && chars.get(length - 1) == '\n') {
            length--;
            if (length > 0 && chars.get(length - 1) == '\r') {
                length--;
            }
        }
        return length;
    }
}
