package dev.keyhaul.core;

import dev.keyhaul.core.argument.Arguments;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file could not be read, written or replaced: it is missing, exists already, or the disk is
 * full.
 *
 * @since 0.1.0
 */
public final class FileException extends KeyTransferException {
    private static final long serialVersionUID = 1L;
    private static final String EXISTS = "it exists already";

    /** Makes the error without a next step. */
    public FileException(String message) {
        this(message, null, null);
    }

    /** Makes the error with the operator's next step. */
    public FileException(String message, @Nullable String hint) {
        this(message, hint, null);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public FileException(String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }

    /** Says that {@code path} could not be read, and why, in the operator's words. */
    public static FileException reading(Path path, IOException cause) {
        Arguments.notNull("path", path);
        return because("read", path, cause);
    }

    /** Says that {@code path} could not be written, and why, in the operator's words. */
    public static FileException writing(Path path, IOException cause) {
        Arguments.notNull("path", path);
        return because("write", path, cause);
    }

    /**
     * Says that {@code path} is there, whole, but that its folder could not be synced: a power cut
     * now may lose it.
     */
    public static FileException notSynced(Path path, IOException cause) {
        Arguments.notNull("path", path);
        return new FileException(
                path + " is written, but not synced: " + reason(cause),
                "check that it is there, and the disk, before you rely on it",
                cause);
    }

    /** Whether there was no room: what is written next will fail too. */
    public boolean isOutOfSpace() {
        return getCause() instanceof IOException cause && isOutOfSpace(reason(cause));
    }

    private static boolean isOutOfSpace(String reason) {
        return reason.contains("no space") || reason.contains("quota");
    }

    private static FileException because(String verb, Path path, IOException cause) {
        String reason = reason(cause);
        FileException error =
                new FileException(
                        "cannot " + verb + " " + path + ": " + reason, hint(reason), cause);
        return reason.contains(EXISTS) ? Reason.FILE_EXISTS.of(error) : error;
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return EXISTS;
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (cause instanceof FileSystemLoopException) {
            return "links in a circle";
        }
        // What the system says ("No space left on device", "Read-only file system").
        String said =
                cause instanceof FileSystemException named ? named.getReason() : cause.getMessage();
        return said == null ? "input or output error" : said.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String hint(String reason) {
        if (reason.contains("space") || reason.contains("quota") || reason.contains("too large")) {
            return "free space there, or choose another folder";
        }
        if (reason.contains(EXISTS)) {
            return "choose another name";
        }
        if (reason.contains("permission denied") || reason.contains("read-only")) {
            return "check the permissions of the file and its folder, or choose another place";
        }
        if (reason.contains("no such file")) {
            return "check the path";
        }
        return null;
    }
}
