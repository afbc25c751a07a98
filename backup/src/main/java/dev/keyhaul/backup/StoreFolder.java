package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.host.HostHint;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.Supplier;

/** The folder of a store or of a replica: made once, and recognised by its marker. */
final class StoreFolder {
    private StoreFolder() {}

    /** Creates the folder with mode 0700 if it does not exist, and a store in it if it is empty. */
    static StoreMarker openOrCreate(Path folder, Supplier<Manifest.StoreId> newId)
            throws KeyTransferException {
        create(folder);
        if (!StoreMarker.isIn(folder)) {
            requireEmpty(folder);
            requireOwn(folder);
            StoreLock lock = StoreLock.take(folder);
            try (lock) {
                if (!StoreMarker.isIn(folder)) {
                    new StoreMarker(newId.get()).write(folder);
                }
            }
        }
        return open(folder);
    }

    /** Checks that a store is there, or can be made, and makes nothing. */
    static void requireUsable(Path folder) throws KeyTransferException {
        if (!Files.exists(folder)) {
            requireReachable(folder);
            Path above = folder.toAbsolutePath().getParent();
            if (above == null || !Files.isDirectory(above)) {
                throw new FileException(
                        Reason.FOLDER_MISSING,
                        "cannot make the store " + folder + ": its parent folder does not exist",
                        "create the parent folder, or choose another place");
            }
            requireWritable(above);
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw notAStore(folder);
        }
        requireWritable(folder);
        if (!StoreMarker.isIn(folder)) {
            requireEmpty(folder);
        }
        requireOwn(folder);
    }

    /** What cannot be looked at may be there. */
    private static void requireReachable(Path folder) throws FileException {
        if (!Files.notExists(folder)) {
            throw FileException.reading(folder, new AccessDeniedException(folder.toString()));
        }
    }

    private static void requireWritable(Path folder) throws FileException {
        if (!Files.isWritable(folder)) {
            throw FileException.writing(folder, new AccessDeniedException(folder.toString()));
        }
    }

    static StoreMarker open(Path folder) throws KeyTransferException {
        if (!Files.isDirectory(folder)) {
            throw new FileException(
                    Reason.STORE_MISSING, "not a master-copy store: " + folder, "check the path");
        }
        if (!StoreMarker.isIn(folder)) {
            throw notAStore(folder);
        }
        return StoreMarker.read(folder);
    }

    private static void create(Path folder) throws FileException {
        try {
            OwnerOnly.createFolder(folder);
            Path above = folder.toAbsolutePath().getParent();
            if (above != null) {
                OwnerOnly.syncFolder(above);
            }
        } catch (FileAlreadyExistsException e) {
            // Whether it is a store is seen by its marker.
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
    }

    /** What a killed first command left does not count. */
    private static void requireEmpty(Path folder) throws FileException {
        for (String name : InputFolder.names(folder)) {
            if (!name.equals(StoreLock.FILE)
                    && !name.equals(StoreMarker.FILE)
                    && !Leftovers.isOne(name)) {
                throw notAStore(folder);
            }
        }
    }

    private static FileException notAStore(Path folder) {
        return new FileException(
                Reason.STORE_OTHER,
                "not a master-copy store: " + folder + " has no " + StoreMarker.FILE,
                "name a store, or an empty or new folder for a new store");
    }

    /** Whoever may write into the folder can take copies away and lay others in their place. */
    static void requireOwn(Path folder) throws KeyTransferException {
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
                    Reason.OPEN_TO_OTHERS,
                    "other users can write to the store " + folder,
                    HostHint.PRIVATE_FOLDER.text() + ", or choose a folder of your own");
        }
    }
}
