package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;

/** Reads a file that others may see, and that nobody but this user and root can change. */
public final class TrustedFile {
    private TrustedFile() {}

    /**
     * Reads a regular file, or the one behind a link. Java cannot ask an open file for its mode, so
     * it is looked at before and after it is read. On file systems without POSIX permissions its
     * place is not looked at.
     *
     * @throws RefusedException if group or other users can write to it, it belongs to another user,
     *     or one can {@linkplain TrustedPlace replace} it
     * @throws FileException if it is missing, not regular, not readable, longer than {@code
     *     maxBytes}, or was replaced in the meantime
     */
    public static byte[] read(Path path, int maxBytes) throws RefusedException, FileException {
        try {
            InputFile.requireNoPipe(path);
            Path real = path.toRealPath();
            if (!OwnerOnly.hasPosixModes(real)) {
                return InputFile.readRegular(real, maxBytes);
            }
            Object before = requireUnchangeable(real, path);
            TrustedPlace.require(path);
            byte[] content = InputFile.readRegular(real, maxBytes);
            if (!before.equals(requireUnchangeable(real, path))) {
                throw new FileException(
                        Reason.FILE_REPLACED,
                        "cannot read " + path + ": it was replaced in the meantime");
            }
            return content;
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    private static Object requireUnchangeable(Path real, Path named)
            throws RefusedException, IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new RefusedException(Reason.OPEN_TO_OTHERS, "other users can write to " + named);
        }
        return Objects.requireNonNull(attributes.fileKey(), "POSIX files have an inode");
    }
}
