package dev.keyhaul.core.byok;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a key transfer blob, or end in a checked error. */
class KeyTransferBlobFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] file) {
        try {
            Assertions.assertNotNull(BlobContent.parse(file));
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
