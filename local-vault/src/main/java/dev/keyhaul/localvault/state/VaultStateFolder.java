package dev.keyhaul.localvault.state;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.host.HostHint;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A folder for its owner alone: a file for each key, in a folder for each vault.
 *
 * <p>Every file begins with the SHA-256 of the rest. It is replaced in one step and synced, so that
 * a server that is killed leaves the old content or the new one. One server at a time has the
 * folder. Thread-safe as long as no two threads write one name.
 */
final class VaultStateFolder implements AutoCloseable {
    private static final String MARKER = "local-vault.json";
    private static final String BACKUP_KEY = "backup.key";
    private static final String SUFFIX = ".key";
    private static final String LEFTOVER = ".keyhaul-";
    private static final String FORMAT = "keyhaul local vault state";
    private static final long VERSION = 1;
    private static final int MAX_LENGTH_BYTES = 4 * 1024 * 1024;

    private final Path folder;
    private final StateLock lock;

    private VaultStateFolder(Path folder, StateLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens a folder, and creates it if it does not exist.
     *
     * @param newBackupKey what a new folder gets as {@link #backupKey}
     * @throws RefusedException when users other than the owner can reach it, or it is another kind
     *     of folder
     * @throws FileException when another server has it, or it cannot be read or written
     * @throws MalformedInputException when it is of another version, or damaged
     */
    static VaultStateFolder open(Path folder, byte[] newBackupKey) throws KeyTransferException {
        Path absolute = folder.toAbsolutePath();
        try {
            if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
                OwnerOnly.createFolder(absolute);
            }
            requirePrivate(absolute);
            boolean made = Files.exists(absolute.resolve(MARKER));
            if (!made) {
                requireEmpty(absolute);
            }
            StateLock lock = StateLock.take(absolute);
            return opened(new VaultStateFolder(absolute, lock), made, newBackupKey);
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
    }

    private static VaultStateFolder opened(
            VaultStateFolder state, boolean made, byte[] newBackupKey)
            throws KeyTransferException, IOException {
        try {
            if (made) {
                state.requireKnownVersion();
            } else {
                state.write(state.folder.resolve(BACKUP_KEY), newBackupKey);
                OutputFile.at(state.folder.resolve(MARKER)).write(marker().toUtf8());
            }
            state.removeLeftovers();
            return state;
        } catch (KeyTransferException | IOException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    private static JsonObject marker() {
        return JsonObject.builder().put("format", FORMAT).put("version", VERSION).build();
    }

    private static void requirePrivate(Path folder) throws KeyTransferException, IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "not a folder: " + folder,
                    "name a folder for the state");
        }
        if (!OwnerOnly.hasPosixModes(folder)) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        permissions.removeAll(PosixFilePermissions.fromString("rwx------"));
        if (!permissions.isEmpty()) {
            throw new RefusedException(
                    Reason.OPEN_TO_OTHERS,
                    "users other than the owner can access " + folder,
                    "choose a folder of your own, or " + HostHint.PRIVATE_FOLDER.text());
        }
    }

    /** What a server that was killed while it made the folder leaves is no content. */
    private static void requireEmpty(Path folder) throws KeyTransferException, IOException {
        List<String> known = List.of(StateLock.FILE, BACKUP_KEY);
        for (String name : InputFolder.names(folder)) {
            if (!known.contains(name) && !name.startsWith(LEFTOVER)) {
                throw new RefusedException(
                        Reason.LOCAL_VAULT_STATE,
                        "not the state of a local vault: " + folder + " contains " + name,
                        "choose a new or empty folder");
            }
        }
        FileNames.deleteIfExists(folder.resolve(BACKUP_KEY));
    }

    private void requireKnownVersion() throws KeyTransferException {
        Path file = folder.resolve(MARKER);
        try {
            JsonObject marker = JsonObject.parse(InputFile.readRegular(file, MAX_LENGTH_BYTES));
            if (marker.string("format").equals(FORMAT) && marker.number("version") == VERSION) {
                return;
            }
        } catch (MalformedInputException e) {
            // Falls through to the one message.
        }
        throw new MalformedInputException(
                Reason.LOCAL_VAULT_STATE,
                "the file is damaged, or was written by another version: " + file,
                "name another folder for the state");
    }

    private void removeLeftovers() throws FileException, IOException {
        for (String vault : vaults()) {
            removeLeftovers(folder.resolve(vault));
        }
        removeLeftovers(folder);
    }

    private static void removeLeftovers(Path folder) throws FileException, IOException {
        for (String name : InputFolder.names(folder)) {
            if (name.startsWith(LEFTOVER)) {
                FileNames.delete(folder.resolve(name));
            }
        }
    }

    /** Returns the key that backups are sealed with; the caller wipes it. */
    byte[] backupKey() throws KeyTransferException {
        return read(folder.resolve(BACKUP_KEY));
    }

    /** Returns the names of the vaults that have a folder here. */
    List<String> vaults() throws FileException {
        return InputFolder.names(folder).stream()
                .filter(name -> Files.isDirectory(folder.resolve(name), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Returns the names that a vault has keys under. */
    List<String> keys(String vault) throws KeyTransferException {
        return InputFolder.names(folder.resolve(vault)).stream()
                .filter(file -> file.endsWith(SUFFIX))
                .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                .toList();
    }

    /**
     * Returns what was put; the caller wipes it.
     *
     * @throws MalformedInputException when the file is damaged
     */
    public byte[] get(String vault, String key) throws KeyTransferException {
        return read(file(vault, key));
    }

    /** Keeps this instead of what was there. */
    void put(String vault, String key, byte[] content) throws FileException {
        Path of = folder.resolve(vault);
        try {
            if (!Files.isDirectory(of, LinkOption.NOFOLLOW_LINKS)) {
                OwnerOnly.createFolder(of);
                OwnerOnly.syncFolder(folder);
            }
        } catch (IOException e) {
            throw FileException.writing(of, e);
        }
        write(file(vault, key), content);
    }

    /** Forgets a key. */
    void remove(String vault, String key) throws FileException {
        Path file = file(vault, key);
        try {
            FileNames.deleteIfExists(file);
            OwnerOnly.syncFolder(folder.resolve(vault));
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    private Path file(String vault, String key) {
        return folder.resolve(vault).resolve(key + SUFFIX);
    }

    private void write(Path file, byte[] content) throws FileException {
        byte[] checked = Checksum.before(content);
        try {
            OutputFile.ofState(file).write(checked);
        } finally {
            Arrays.fill(checked, (byte) 0);
        }
    }

    private static byte[] read(Path file) throws KeyTransferException {
        byte[] checked = InputFile.readRegular(file, MAX_LENGTH_BYTES);
        try {
            return Checksum.checked(checked)
                    .orElseThrow(
                            () ->
                                    new MalformedInputException(
                                            Reason.LOCAL_VAULT_STATE,
                                            "the file is damaged: " + file,
                                            "restore the state folder from a copy, or"
                                                    + " remove the file and lose its key"));
        } finally {
            Arrays.fill(checked, (byte) 0);
        }
    }

    /** Lets another server have the folder. */
    @Override
    public void close() {
        lock.close();
    }
}
