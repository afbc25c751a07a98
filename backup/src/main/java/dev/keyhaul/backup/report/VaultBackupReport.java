package dev.keyhaul.backup.report;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.VaultBackup;
import dev.keyhaul.backup.VaultBackups;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.InlinePart;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A vault's own backup that is kept beside a copy.
 *
 * @param file the file
 * @param damaged why it cannot be used
 */
public record VaultBackupReport(Path file, Optional<Whole> whole, Optional<String> damaged) {
    /**
     * What the label of one that is not damaged says.
     *
     * @param meaning what such a backup is, and what it is not
     * @param kid the key's versioned identifier in its vault
     * @param made when it was made (ISO 8601, UTC)
     * @param sha256 SHA-256, 64 hex digits
     */
    public record Whole(String meaning, String kid, Instant made, String sha256)
            implements InlinePart {}

    /**
     * Returns the vault backups of a store. A damaged one is reported and does not hide the others.
     *
     * @throws KeyTransferException if the store cannot be read
     */
    static List<VaultBackupReport> beside(MasterCopy copy, MasterCopyStore store)
            throws KeyTransferException {
        List<VaultBackupReport> all = new ArrayList<>();
        for (VaultBackup backup : VaultBackups.of(store).beside(copy.id())) {
            all.add(of(backup, copy));
        }
        return all;
    }

    private static VaultBackupReport of(VaultBackup backup, MasterCopy copy) {
        try {
            VaultBackup.Label label = VaultBackups.verify(backup, copy);
            Whole whole =
                    new Whole(
                            VaultBackup.Label.MEANING,
                            label.kid().toString(),
                            label.made(),
                            label.sha256());
            return new VaultBackupReport(backup.blob(), Optional.of(whole), Optional.empty());
        } catch (KeyTransferException e) {
            return new VaultBackupReport(
                    backup.blob(), Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Checks that none is damaged.
     *
     * @throws KeyTransferException if one is, or the store cannot be read
     */
    public static void requireWhole(MasterCopy copy, MasterCopyStore store)
            throws KeyTransferException {
        for (VaultBackup backup : VaultBackups.of(store).beside(copy.id())) {
            VaultBackups.verify(backup, copy);
        }
    }
}
