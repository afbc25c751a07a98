package dev.keyhaul.ceremony;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a request that is read again as it is written, or end in a checked error. */
class ApprovalRequestFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] file) {
        try {
            ApprovalRequest request = ApprovalRequest.parse(file);
            Assertions.assertEquals(request, ApprovalRequest.parse(request.toFile()));
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
