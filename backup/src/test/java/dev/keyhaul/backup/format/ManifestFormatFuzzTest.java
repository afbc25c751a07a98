package dev.keyhaul.backup.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a master copy's manifest, or end in a checked error. */
class ManifestFormatFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(byte[] file) {
        try {
            Assertions.assertNotNull(ManifestFormat.read(file));
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
