package dev.keyhaul.backup;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/** Any bytes are the label of a vault's backup, or end in a checked error. */
class VaultBackupLabelFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(byte[] utf8) {
        try {
            Assertions.assertNotNull(VaultBackup.Label.read(utf8));
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
