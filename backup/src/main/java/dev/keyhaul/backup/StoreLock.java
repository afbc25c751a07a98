package dev.keyhaul.backup;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to write into a store, for one process at a time; the system takes it back when the
 * process dies. Readers need none; one that must not meet a writer at work shares the lock with
 * other readers.
 */
final class StoreLock implements AutoCloseable {
    static final String FILE = ".lock";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(5);

    /**
     * A system's file lock belongs to the process, and ends when any of its threads closes the
     * file: among the threads of one process something else must keep order.
     */
    private static final ReentrantLock AMONG_THREADS = new ReentrantLock();

    private final @Nullable FileChannel channel;

    private StoreLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, and waits up to a minute for whoever has it.
     *
     * @throws FileException when it is not to be had, or the folder cannot be written to
     */
    static StoreLock take(Path folder) throws FileException {
        return take(folder, StoreLock::openToWrite, false);
    }

    /**
     * Keeps writers away while a reader looks, and changes nothing: a store without the lock's file
     * has no writer.
     *
     * @throws FileException when a writer has it for more than a minute
     */
    static StoreLock takeToRead(Path folder) throws FileException {
        return take(folder, StoreLock::openToRead, true);
    }

    private static FileChannel openToWrite(Path folder) throws FileException {
        try {
            return OwnerOnly.openForWriting(folder.resolve(FILE));
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
    }

    private static @Nullable FileChannel openToRead(Path folder) throws FileException {
        Path file = folder.resolve(FILE);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                    : null;
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    private interface Opening {
        @Nullable FileChannel of(Path folder) throws FileException;
    }

    private static StoreLock take(Path folder, Opening opening, boolean shared)
            throws FileException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        takeAmongThreads(folder);
        try {
            FileChannel channel = opening.of(folder);
            if (channel != null) {
                lock(channel, folder, end, shared);
            }
            return new StoreLock(channel);
        } catch (FileException | RuntimeException e) {
            AMONG_THREADS.unlock();
            throw e;
        }
    }

    private static void takeAmongThreads(Path folder) throws FileException {
        try {
            if (!AMONG_THREADS.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw inUse(folder);
            }
        } catch (InterruptedException e) {
            throw FileException.interrupted(waiting(folder), e);
        }
    }

    private static String waiting(Path folder) {
        return "cannot wait for the store " + folder;
    }

    private static void lock(FileChannel channel, Path folder, long end, boolean shared)
            throws FileException {
        try {
            while (OwnerOnly.tryLock(channel, shared) == null) {
                if (System.nanoTime() > end) {
                    throw inUse(folder);
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        } catch (IOException e) {
            closeQuietly(channel);
            throw FileException.writing(folder, e);
        } catch (InterruptedException e) {
            closeQuietly(channel);
            throw FileException.interrupted(waiting(folder), e);
        } catch (FileException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static FileException inUse(Path folder) {
        return new FileException(
                Reason.IN_USE,
                "the store " + folder + " is in use by another command",
                "wait until it ends, then try again");
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }

    @Override
    public void close() {
        if (channel != null) {
            closeQuietly(channel);
        }
        AMONG_THREADS.unlock();
    }
}
