package dev.keyhaul.localvault.state;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** One server's right to a state folder; the system takes it back when the process dies. */
final class StateLock implements AutoCloseable {
    static final String FILE = ".lock";

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    static StateLock take(Path folder) throws FileException {
        try {
            FileChannel channel = OwnerOnly.openForWriting(folder.resolve(FILE));
            if (OwnerOnly.tryLock(channel) != null) {
                return new StateLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
        throw new FileException(
                Reason.IN_USE,
                "another local vault uses the state folder " + folder,
                "stop it, or name another folder");
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
