package dev.keyhaul.localvault.access;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for the server's owner alone that is there while the server runs. */
public final class ServerFile {
    private ServerFile() {}

    /**
     * Writes a new file.
     *
     * @throws FileException when it exists already, or cannot be written
     */
    public static void write(Path file, byte[] content) throws FileException {
        try {
            OwnerOnly.writeNewFile(file, content);
        } catch (FileAlreadyExistsException e) {
            throw new FileException(
                    "cannot write " + file + ": it exists already",
                    "name another token file; delete this one if no local vault runs that wrote it",
                    e);
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    /** Deletes it, at the server's end: nobody could act on a failure. */
    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(ServerFile.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete " + file, e);
        }
    }
}
