package dev.keyhaul.ceremony.approval;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a request that is written the same again, or end in a checked error. */
class ApprovalRequestFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] file) {
        try {
            Assertions.assertArrayEquals(file, ApprovalRequest.parse(file).toFile());
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
