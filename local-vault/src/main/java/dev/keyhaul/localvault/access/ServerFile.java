package dev.keyhaul.localvault.access;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.file.TrustedPlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file for the server's owner alone that is there while the server runs. */
public final class ServerFile {
    private static final int MAX_LENGTH_BYTES = 64 * 1024;

    private final Path file;
    private final String sha256;

    private ServerFile(Path file, String sha256) {
        this.file = file;
        this.sha256 = sha256;
    }

    /** Reads a file that is there as what a server writes. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Returns the address of the server that wrote it, if that still runs.
         *
         * @throws KeyTransferException when it is not what a server writes
         */
        Optional<URI> read(Path file) throws KeyTransferException;
    }

    /**
     * Writes a new file.
     *
     * @throws FileException when it exists already, or cannot be written
     */
    public static ServerFile write(Path file, byte[] content) throws FileException {
        try {
            OwnerOnly.writeNewFile(file, content);
            return new ServerFile(file, Sha256.hex(content));
        } catch (FileAlreadyExistsException e) {
            throw notOwn(file, e);
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    /**
     * Removes the file that a killed server left; does nothing when nothing has this name.
     *
     * @param reading tells by the content whether it is such a file
     * @throws FileException when its server still runs, or it is any other file, a link, or one
     *     that another user can read or replace: none of them is ever replaced
     */
    public static void removeLeft(Path file, Reading reading) throws FileException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Optional<URI> running = running(file, reading);
        if (running.isPresent()) {
            throw stillRunning(file, running.get());
        }
        try {
            FileNames.deleteIfExists(file);
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    private static Optional<URI> running(Path file, Reading reading) throws FileException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || OwnerOnly.isOpenToOthers(file)) {
            throw notOwn(file, null);
        }
        try {
            if (OwnerOnly.hasPosixModes(file)) {
                TrustedPlace.require(file);
            }
            return reading.read(file);
        } catch (KeyTransferException | IOException e) {
            throw notOwn(file, e);
        }
    }

    private static FileException stillRunning(Path file, URI address) {
        return new FileException(
                Reason.IN_USE,
                "cannot write "
                        + file
                        + ": the local vault that wrote it still listens at "
                        + address,
                "use that local vault, stop it, or give another access file");
    }

    private static FileException notOwn(Path file, @Nullable Exception cause) {
        return new FileException(
                Reason.LOCAL_VAULT_ACCESS,
                "cannot write " + file + ": the file exists, and no local vault of yours wrote it",
                "name another access file",
                cause);
    }

    /**
     * Deletes it at the server's end, when nobody could act on a failure. What the user or another
     * server has put in its place stays.
     */
    public void delete() {
        try {
            if (isUnchanged()) {
                FileNames.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.getLogger(ServerFile.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete " + file, e);
        }
    }

    private boolean isUnchanged() {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            byte[] content = InputFile.readRegular(file, MAX_LENGTH_BYTES);
            boolean unchanged = Sha256.hex(content).equals(sha256);
            Arrays.fill(content, (byte) 0);
            return unchanged;
        } catch (FileException e) {
            return false;
        }
    }
}
