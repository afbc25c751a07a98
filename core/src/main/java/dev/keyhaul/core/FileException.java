package dev.keyhaul.core;

import dev.keyhaul.core.argument.Arguments;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file could not be read, written or replaced: it is missing, exists already, or the disk is
 * full.
 *
 * @since 0.1.0
 */
public final class FileException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    /** Makes the error without a next step. */
    public FileException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    /** Makes the error with the operator's next step. */
    public FileException(Reason reason, String message, @Nullable String hint) {
        this(reason, message, hint, null);
    }

    /** Makes the error with the operator's next step and what led to it. */
    public FileException(
            Reason reason, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(reason, message, hint, cause);
    }

    /** Says that {@code path} could not be read, and why, in the operator's words. */
    public static FileException reading(Path path, IOException cause) {
        Arguments.notNull("path", path);
        return because("read", path, cause, typed(cause).orElse(Reason.FILE_IO));
    }

    /** Says that {@code path} could not be written, and why, in the operator's words. */
    public static FileException writing(Path path, IOException cause) {
        Arguments.notNull("path", path);
        return because("write", path, cause, typed(cause).orElseGet(() -> untyped(path)));
    }

    /**
     * Says that {@code path} is there, whole, but that its folder could not be synced: a power cut
     * now may lose it.
     */
    public static FileException notSynced(Path path, IOException cause) {
        Arguments.notNull("path", path);
        return new FileException(
                Reason.FILE_NOT_SYNCED,
                path + " was written, but not synced: " + reason(cause),
                "check the file and the disk before you rely on it",
                cause);
    }

    /** Whether there was no room: what is written next will fail too. */
    public boolean isOutOfSpace() {
        return reason() == Reason.FILE_ROOM;
    }

    /**
     * Says what an interrupt of this thread left undone. The thread's flag is set again: whoever
     * caught the interrupt has cleared it.
     *
     * @param undone what could not be done, such as "cannot read F"
     */
    public static FileException interrupted(String undone, Exception cause) {
        Arguments.notNull("undone", undone, "cause", cause);
        Thread.currentThread().interrupt();
        return new FileException(Reason.INTERRUPTED, undone + ": interrupted", null, cause);
    }

    private static FileException because(String verb, Path path, IOException cause, Reason reason) {
        if (cause instanceof ClosedByInterruptException) {
            return interrupted("cannot " + verb + " " + path, cause);
        }
        return new FileException(
                reason, "cannot " + verb + " " + path + ": " + reason(cause), hint(reason), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "it exists already";
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

    /** Returns what the type of an exception says; what the system says may be in any language. */
    private static Optional<Reason> typed(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return Optional.of(Reason.FILE_NOT_FOUND);
        }
        if (cause instanceof FileAlreadyExistsException) {
            return Optional.of(Reason.FILE_EXISTS);
        }
        if (cause instanceof AccessDeniedException) {
            return Optional.of(Reason.FILE_DENIED);
        }
        return cause instanceof NotDirectoryException || cause instanceof FileSystemLoopException
                ? Optional.of(Reason.FILE_IO)
                : Optional.empty();
    }

    private static Reason untyped(Path path) {
        return switch (FreeSpace.at(path)) {
            case LEFT -> Reason.FILE_IO;
            case USED_UP -> Reason.FILE_ROOM;
            case READ_ONLY -> Reason.FILE_DENIED;
        };
    }

    private static @Nullable String hint(Reason reason) {
        return switch (reason) {
            case FILE_ROOM -> "free space there, or choose another folder";
            case FILE_EXISTS -> "choose another name";
            case FILE_DENIED ->
                    "check the permissions of the file and its folder, or choose another place";
            case FILE_NOT_FOUND -> "check the path";
            default -> null;
        };
    }
}
