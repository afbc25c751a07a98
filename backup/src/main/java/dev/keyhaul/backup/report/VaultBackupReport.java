package dev.keyhaul.backup.report;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.VaultBackup;
import dev.keyhaul.backup.VaultBackups;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The vaults' own backups that are kept beside a copy, as a report of the copy lists them. */
public final class VaultBackupReport {
    private VaultBackupReport() {}

    /**
     * Returns the vault backups of a store. A damaged one is reported and does not hide the others.
     *
     * @throws KeyTransferException if the store cannot be read
     */
    public static List<JsonObject> beside(MasterCopy copy, MasterCopyStore store)
            throws KeyTransferException {
        List<JsonObject> lines = new ArrayList<>();
        for (VaultBackup backup : VaultBackups.of(store).beside(copy.id())) {
            lines.add(line(backup, copy));
        }
        return lines;
    }

    private static JsonObject line(VaultBackup backup, MasterCopy copy) {
        JsonObject.Builder line = JsonObject.builder().put("file", backup.blob().toString());
        try {
            VaultBackup.Label label = VaultBackups.verify(backup, copy);
            return line.put("meaning", VaultBackup.Label.MEANING)
                    .put("kid", label.kid().toString())
                    .put("made", label.made().toString())
                    .put("sha256", label.sha256())
                    .build();
        } catch (KeyTransferException e) {
            return line.put("damaged", String.valueOf(e.getMessage())).build();
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
