package dev.keyhaul.ceremony;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The right to write records, for one command of an account at a time: each follows the one before.
 * The system takes it back when the process dies.
 */
final class MemoryLock implements AutoCloseable {
    private static final String FILE = ".lock";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final FileChannel channel;

    private MemoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, and waits up to a minute for a command that has it.
     *
     * @throws FileException if it cannot be had, or the folder cannot be written to
     */
    static MemoryLock take(Path folder) throws FileException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            FileChannel channel = OwnerOnly.openForWriting(folder.resolve(FILE));
            while (OwnerOnly.tryLock(channel) == null) {
                if (System.nanoTime() > end) {
                    throw inUse(folder);
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
            return new MemoryLock(channel);
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        } catch (InterruptedException e) {
            throw FileException.interrupted("cannot wait for the records in " + folder, e);
        }
    }

    private static FileException inUse(Path folder) {
        return new FileException(
                Reason.IN_USE,
                "another command has been writing a record for more than a minute: " + folder,
                "wait until it ends, then try again");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
