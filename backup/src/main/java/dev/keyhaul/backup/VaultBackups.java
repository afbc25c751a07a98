package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Key Vault's own key backups in a store: kept beside its master copies, in a folder of their own,
 * where no command takes one for a copy. The journal does not tell of them, and replicas do not get
 * them. Thread-safe: writers take turns at the folder.
 *
 * @since 0.1.0
 */
public final class VaultBackups {
    private static final String FOLDER = "vault-backups";

    private final MasterCopyStore store;
    private final Clock clock;

    private VaultBackups(MasterCopyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Returns those of a store. */
    public static VaultBackups of(MasterCopyStore store) {
        Arguments.notNull("store", store);
        return of(store, Clock.systemUTC());
    }

    static VaultBackups of(MasterCopyStore store, Clock clock) {
        return new VaultBackups(store, clock);
    }

    /**
     * Checks that a vault's key is the key of a copy.
     *
     * @throws RefusedException when it is another one
     */
    public static void requireSameKey(MasterCopy copy, KeyIdentifier kid, Fingerprint vaultKey)
            throws RefusedException {
        Arguments.notNull("kid", kid, "vaultKey", vaultKey);
        Fingerprint copied = copy.manifest().fingerprint();
        if (!copied.equals(vaultKey)) {
            throw new RefusedException(
                    Reason.KEY_DIFFERS,
                    kid + " is " + vaultKey + "; the key of copy " + copy.id() + " is " + copied,
                    "choose the copy of this key, or write the backup to a separate file (-o)");
        }
    }

    /**
     * Keeps a backup beside the copy of its key: synced, read back, and there by one rename.
     *
     * @param kid the newest version of the key that was backed up, whose public key is the copy's
     * @param blob what the service gave
     * @param by who does it
     * @throws RefusedException when others may write into the store
     * @throws FileException when it cannot be written; unless the message says otherwise, nothing
     *     is kept then
     */
    public VaultBackup keep(MasterCopy copy, KeyIdentifier kid, byte[] blob, Operator by)
            throws KeyTransferException {
        Arguments.notNull("kid", kid, "by", by);
        if (blob.length > VaultBackup.MAX_BLOB_BYTES) {
            throw new FileException(
                    Reason.FILE_TOO_LONG,
                    "the key backup has "
                            + blob.length
                            + " bytes; a store accepts at most "
                            + VaultBackup.MAX_BLOB_BYTES,
                    "write it to a separate file (-o)");
        }
        VaultBackup.Label label =
                new VaultBackup.Label(
                        copy.id(),
                        kid,
                        copy.manifest().fingerprint().toString(),
                        blob.length,
                        Sha256.hex(blob),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        by.name());
        StoreFolder.requireOwn(store.folder());
        StoreLock lock = StoreLock.take(store.folder());
        try (lock) {
            Leftovers.remove(store.folder());
            return write(label, blob);
        }
    }

    private VaultBackup write(VaultBackup.Label label, byte[] blob) throws KeyTransferException {
        Path target = folder(label.copy()).resolve(label.folderName());
        try {
            Path staged = stage(label, blob);
            makeFolder(store.folder(), FOLDER);
            makeFolder(store.folder().resolve(FOLDER), label.copy().text());
            FileNames.move(staged, target);
        } catch (IOException e) {
            Leftovers.remove(store.folder());
            throw FileException.writing(target, e);
        } catch (KeyTransferException e) {
            Leftovers.remove(store.folder());
            throw e;
        }
        try {
            OwnerOnly.syncFolder(folder(label.copy()));
        } catch (IOException e) {
            throw FileException.notSynced(target, e);
        }
        return new VaultBackup(target, label.copy());
    }

    /** Under a temporary name of the store's, which the next command removes after a kill. */
    private Path stage(VaultBackup.Label label, byte[] blob)
            throws IOException, KeyTransferException {
        Path staged = store.folder().resolve(Leftovers.PREFIX + label.copy());
        OwnerOnly.createFolder(staged);
        OwnerOnly.writeNewFile(staged.resolve(VaultBackup.BLOB), blob);
        OwnerOnly.writeNewFile(staged.resolve(VaultBackup.LABEL), label.toUtf8());
        OwnerOnly.syncFolder(staged);
        new VaultBackup(staged, label.copy()).verifyAs(label.folderName());
        return staged;
    }

    private static void makeFolder(Path above, String name) throws IOException {
        if (!Files.isDirectory(above.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            OwnerOnly.createFolder(above.resolve(name));
            OwnerOnly.syncFolder(above);
        }
    }

    private Path folder(CopyId copy) {
        return store.folder().resolve(FOLDER).resolve(copy.text());
    }

    /**
     * Returns those that are kept beside a copy, oldest first, damaged ones too.
     *
     * @throws KeyTransferException when their folder is not readable
     */
    public List<VaultBackup> beside(CopyId copy) throws KeyTransferException {
        Arguments.notNull("copy", copy);
        List<VaultBackup> backups = new ArrayList<>();
        if (isFolder(store.folder().resolve(FOLDER)) && isFolder(folder(copy))) {
            for (String name : InputFolder.names(folder(copy))) {
                backups.add(new VaultBackup(folder(copy).resolve(name), copy));
            }
        }
        return List.copyOf(backups);
    }

    /** Whether there is anything in their place. */
    boolean exist() {
        return Files.exists(store.folder().resolve(FOLDER), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns those beside any copy, even beside one that is not there. */
    List<VaultBackup> all() throws KeyTransferException {
        List<VaultBackup> backups = new ArrayList<>();
        if (isFolder(store.folder().resolve(FOLDER))) {
            for (String name : InputFolder.names(store.folder().resolve(FOLDER))) {
                if (!CopyId.isOne(name)) {
                    throw Damage.because(
                            FOLDER + " contains a file that belongs to no copy: " + name);
                }
                backups.addAll(beside(new CopyId(name)));
            }
        }
        return List.copyOf(backups);
    }

    /** No link is followed. */
    private static boolean isFolder(Path path) throws CheckFailedException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw Damage.because("not a folder: " + path);
        }
        return false;
    }

    /**
     * Verifies a backup against its copy.
     *
     * @throws CheckFailedException when it was changed, or is for another key than the copy
     * @throws KeyTransferException when it is not readable
     */
    public static VaultBackup.Label verify(VaultBackup backup, MasterCopy copy)
            throws KeyTransferException {
        Arguments.notNull("copy", copy);
        VaultBackup.Label label = backup.verify();
        if (!label.keyFingerprint().equals(copy.manifest().fingerprint().toString())) {
            throw Damage.because(
                    backup.folder() + " is for a key other than that of copy " + copy.id());
        }
        return label;
    }
}
