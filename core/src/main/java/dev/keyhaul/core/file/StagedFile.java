package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * A new file's whole content on its way to the disk, under a name of its own beside the one that it
 * is to get: for those who write many files and sync them together.
 *
 * <p>The order is {@link #sync} (or a sync of the whole file system), {@link #giveName}, and a sync
 * of the {@linkplain #folder() folder}: before that, a power cut may lose the file. Not
 * thread-safe.
 */
public final class StagedFile {
    private final OutputFile output;
    private final Path temporary;

    StagedFile(OutputFile output, Path temporary) {
        this.output = output;
        this.temporary = temporary;
    }

    /**
     * Writes the content; a file of the temporary name, which only an earlier run of the same work
     * can have left, is removed first. It is read back through the channel that wrote it: opening
     * it again for that is three calls of the system more.
     */
    static StagedFile write(OutputFile output, Path temporary, byte[] content)
            throws FileException {
        try {
            boolean asWritten;
            try {
                asWritten = fill(temporary, content);
            } catch (FileAlreadyExistsException e) {
                FileNames.delete(temporary);
                asWritten = fill(temporary, content);
            }
            if (!asWritten) {
                throw output.notAsWritten(temporary, null);
            }
            return new StagedFile(output, temporary);
        } catch (IOException e) {
            throw FileException.writing(output.path(), e);
        }
    }

    /** Whether it reads back as it was written. */
    private static boolean fill(Path file, byte[] content) throws IOException {
        try (FileChannel channel = OwnerOnly.createNew(file)) {
            OwnerOnly.writeAll(channel, content);
            return readsBack(channel, content);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            OwnerOnly.removeAfter(e, file);
            throw e;
        }
    }

    private static boolean readsBack(FileChannel channel, byte[] content) throws IOException {
        // One byte more, so that a file that is too long shows.
        ByteBuffer found = ByteBuffer.allocate(content.length + 1);
        while (channel.read(found, found.position()) > 0) {
            // Goes on to the end of the file.
        }
        return found.flip().equals(ByteBuffer.wrap(content));
    }

    /** Returns the folder that is to be synced after {@link #giveName}. */
    public Path folder() {
        return output.folder();
    }

    /**
     * Syncs the content to the disk.
     *
     * @throws FileException when the system refuses
     */
    public void sync() throws FileException {
        try (FileChannel channel = OwnerOnly.openForWriting(temporary)) {
            channel.force(true);
        } catch (IOException e) {
            throw FileException.writing(output.path(), e);
        }
    }

    /**
     * Gives the file its name in one step; nothing is left under the temporary one.
     *
     * @throws FileException when the name was taken meanwhile, or the system refuses
     */
    public void giveName() throws FileException {
        try {
            output.giveName(temporary);
        } catch (IOException e) {
            throw FileException.writing(output.path(), e);
        }
    }

    /**
     * Removes what was written.
     *
     * @throws FileException when the system refuses
     */
    public void discard() throws FileException {
        try {
            FileNames.deleteIfExists(temporary);
        } catch (IOException e) {
            throw FileException.writing(output.path(), e);
        }
    }
}
