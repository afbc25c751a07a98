package dev.keyhaul.core.backup;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to write into a store, for one process at a time; the system takes it back when the
 * process dies. Readers need none.
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

    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, and waits up to a minute for whoever has it.
     *
     * @throws FileException when it is not to be had, or the folder cannot be written to
     */
    static StoreLock take(Path folder) throws FileException {
        return take(folder, PATIENCE);
    }

    /** The same without waiting, for what can be left undone. */
    static StoreLock takeNow(Path folder) throws FileException {
        return take(folder, Duration.ZERO);
    }

    private static StoreLock take(Path folder, Duration patience) throws FileException {
        long end = System.nanoTime() + patience.toNanos();
        if (!tryAmongThreads(patience)) {
            throw inUse(folder);
        }
        try {
            return new StoreLock(lock(folder, end));
        } catch (FileException | RuntimeException e) {
            AMONG_THREADS.unlock();
            throw e;
        }
    }

    private static boolean tryAmongThreads(Duration patience) {
        try {
            return AMONG_THREADS.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static FileChannel lock(Path folder, long end) throws FileException {
        FileChannel channel;
        try {
            channel = OwnerOnly.openForWriting(folder.resolve(FILE));
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
        try {
            for (FileLock lock = channel.tryLock(); lock == null; lock = channel.tryLock()) {
                if (System.nanoTime() > end) {
                    throw inUse(folder);
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            throw FileException.writing(folder, e);
        } catch (InterruptedException e) {
            closeQuietly(channel);
            Thread.currentThread().interrupt();
            throw inUse(folder);
        } catch (FileException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static FileException inUse(Path folder) {
        return new FileException(
                "the store " + folder + " is in use by another command",
                "wait until it has ended, and try again");
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
        closeQuietly(channel);
        AMONG_THREADS.unlock();
    }
}
