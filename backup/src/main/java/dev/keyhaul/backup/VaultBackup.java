package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.Damage;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Key Vault's own backup of a key, kept beside a master copy: a folder of the blob and its label.
 *
 * <p>Its SHA-256 shows damage. Whoever can write the store can exchange it, label and all: the
 * service alone can tell whether a blob is its own.
 *
 * @param folder where it lies
 * @param copy the master copy that it lies beside
 */
public record VaultBackup(Path folder, CopyId copy) {
    /** The blob, as {@code az keyvault key restore --file} takes it. */
    public static final String BLOB = "key.keybackup";

    static final String LABEL = "label.json";

    /** A backup holds every version of a key, some kilobytes each. */
    static final int MAX_BLOB_BYTES = 16 * 1024 * 1024;

    private static final int MAX_LABEL_BYTES = 8 * 1024;

    /** Returns the blob's file. */
    public Path blob() {
        return folder.resolve(BLOB);
    }

    /**
     * Reads every byte and checks that it is as it was kept.
     *
     * @return what it is
     * @throws CheckFailedException when it was changed, or lies beside another copy than its own
     * @throws KeyTransferException when it is not readable
     */
    public VaultBackupLabel verify() throws KeyTransferException {
        return verifyAs(String.valueOf(folder.getFileName()));
    }

    VaultBackupLabel verifyAs(String folderName) throws KeyTransferException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw Damage.because("not a folder: " + folder);
        }
        if (!InputFolder.names(folder).equals(List.of(BLOB, LABEL))) {
            throw Damage.because("key backup " + folder + " must hold " + BLOB + " and " + LABEL);
        }
        VaultBackupLabel label = label(folderName);
        byte[] blob = InputFile.readRegular(blob(), MAX_BLOB_BYTES);
        if (blob.length != label.lengthBytes() || !Sha256.hex(blob).equals(label.sha256())) {
            throw Damage.because(blob() + " was changed: its SHA-256 is not that of its label");
        }
        if (!label.copy().equals(copy)) {
            throw Damage.because(folder + " belongs beside copy " + label.copy());
        }
        return label;
    }

    private VaultBackupLabel label(String folderName) throws KeyTransferException {
        byte[] bytes = InputFile.readRegular(folder.resolve(LABEL), MAX_LABEL_BYTES);
        VaultBackupLabel label = VaultBackupLabel.read(bytes);
        if (!Arrays.equals(bytes, label.toUtf8()) || !label.folderName().equals(folderName)) {
            throw Damage.because("the label of " + folder + " was changed");
        }
        return label;
    }
}
