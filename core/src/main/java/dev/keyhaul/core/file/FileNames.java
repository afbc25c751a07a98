package dev.keyhaul.core.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Moves and removes names of files and folders. On Windows, scanners and indexers open what was
 * just written: for some milliseconds it can be neither moved nor removed, so that this tries again
 * for up to two seconds there.
 */
public final class FileNames {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 20;

    private FileNames() {}

    /** Moves or removes something. */
    interface Attempt {
        boolean make() throws IOException;
    }

    /**
     * Gives a file or folder another name at once; what has that name is replaced if it is a file.
     *
     * @throws IOException if it cannot be done
     */
    public static void move(Path from, Path to) throws IOException {
        patiently(
                () -> {
                    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                    return true;
                },
                patience(from));
    }

    /**
     * Removes a file or an empty folder.
     *
     * @throws IOException if it is not there, or cannot be removed
     */
    public static void delete(Path path) throws IOException {
        patiently(
                () -> {
                    Files.delete(path);
                    return true;
                },
                patience(path));
    }

    /**
     * Removes a file or an empty folder that is there.
     *
     * @return whether it was there
     * @throws IOException if it cannot be removed
     */
    public static boolean deleteIfExists(Path path) throws IOException {
        return patiently(() -> Files.deleteIfExists(path), patience(path));
    }

    private static Duration patience(Path path) {
        boolean isWindows = path.getFileSystem().getSeparator().equals("\\");
        return isWindows ? PATIENCE : Duration.ZERO;
    }

    /** What the system says of a file in use is translated, and often that access is denied. */
    static boolean patiently(Attempt attempt, Duration patience) throws IOException {
        if (patience.isZero()) {
            return attempt.make();
        }
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return attempt.make();
            } catch (FileSystemException e) {
                boolean isDenied = e instanceof AccessDeniedException;
                if (!isDenied && e.getClass() != FileSystemException.class) {
                    throw e;
                }
                if (System.nanoTime() > end || !pause()) {
                    String denied = isDenied ? "permission denied, or " : "";
                    throw because(e, denied + "another program has the file open");
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static FileSystemException because(FileSystemException e, String reason) {
        FileSystemException said = new FileSystemException(e.getFile(), e.getOtherFile(), reason);
        said.initCause(e);
        return said;
    }
}
