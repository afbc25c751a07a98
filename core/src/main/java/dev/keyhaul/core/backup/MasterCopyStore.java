package dev.keyhaul.core.backup;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.backup.manifest.CopyId;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * A folder of master copies, a folder each.
 *
 * <p>Several threads and processes may use one store at once: a copy appears whole by one rename
 * and is never changed afterwards. Other things in the folder are ignored.
 */
public final class MasterCopyStore {
    private final Path folder;
    private final Clock clock;
    private final SecureRandom random;

    private MasterCopyStore(Path folder, Clock clock, SecureRandom random) {
        this.folder = folder;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Opens a store that exists.
     *
     * @throws FileException when there is no such folder
     */
    public static MasterCopyStore open(Path folder) throws FileException {
        return open(folder, Clock.systemUTC(), new SecureRandom());
    }

    /**
     * Opens a store that exists, with the clock and the random numbers that ids are made of.
     *
     * @throws FileException when there is no such folder
     */
    public static MasterCopyStore open(Path folder, Clock clock, SecureRandom random)
            throws FileException {
        if (!Files.isDirectory(folder)) {
            throw new FileException(
                    "no master-copy store: " + folder,
                    "'backup create' makes the folder; check the path");
        }
        return new MasterCopyStore(folder.toAbsolutePath(), clock, random);
    }

    /**
     * Opens a store, and makes its folder with mode 0700 when there is none; the folder above must
     * exist.
     *
     * @throws FileException when it cannot be made
     */
    public static MasterCopyStore openOrCreate(Path folder) throws FileException {
        try {
            OwnerOnly.createFolder(folder);
            Path above = folder.toAbsolutePath().getParent();
            if (above != null) {
                OwnerOnly.syncFolder(above);
            }
        } catch (FileAlreadyExistsException e) {
            return open(folder);
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
        return open(folder);
    }

    /** Returns the store's folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Writes a new copy, syncs it to the disk, and reads it back.
     *
     * @throws RefusedException when the set of recipients is not allowed, or others may write into
     *     the store
     * @throws FileException when it cannot be written; there is no copy then
     */
    public MasterCopy create(MasterCopyRequest request) throws KeyTransferException {
        request.requireAllowed();
        requireOwn();
        Instant created = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        CopyId id = CopyId.generate(created, Fingerprint.of(request.publicKey()), random);
        return CopyWriting.of(request, id, created, folder).write();
    }

    /**
     * Returns every copy, oldest first, damaged ones too.
     *
     * @throws FileException when the folder is not readable
     */
    public List<StoredCopy> list() throws FileException {
        return ids().stream().map(this::stored).toList();
    }

    private StoredCopy stored(CopyId id) {
        try {
            return new StoredCopy.Listed(open(id));
        } catch (KeyTransferException e) {
            return new StoredCopy.Damaged(id, e);
        }
    }

    /**
     * Returns the copy whose id is, or begins with, {@code idOrBeginning}.
     *
     * @throws FileException when there is none, or more than one
     * @throws KeyTransferException when it is damaged
     */
    public MasterCopy get(String idOrBeginning) throws KeyTransferException {
        List<CopyId> found =
                ids().stream().filter(id -> id.text().startsWith(idOrBeginning)).toList();
        if (idOrBeginning.isEmpty() || found.isEmpty()) {
            throw new FileException(
                    "no copy '" + idOrBeginning + "' in " + folder, "'backup list' shows the ids");
        }
        if (found.size() > 1) {
            throw new FileException(
                    "'" + idOrBeginning + "' begins the ids of " + found.size() + " copies",
                    "give more of the id: " + found.get(0) + ", " + found.get(1) + " …");
        }
        return open(found.get(0));
    }

    private MasterCopy open(CopyId id) throws KeyTransferException {
        return MasterCopy.open(folder.resolve(id.text()), id);
    }

    private List<CopyId> ids() throws FileException {
        return InputFolder.names(folder).stream().filter(CopyId::isOne).map(CopyId::new).toList();
    }

    /** Whoever may write into the folder can take copies away and lay others in their place. */
    private void requireOwn() throws KeyTransferException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(folder);
        } catch (IOException e) {
            throw FileException.reading(folder, e);
        }
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new RefusedException(
                    "others than the owner can write into the store " + folder,
                    "chmod 700 it, or choose a folder of your own");
        }
    }
}
