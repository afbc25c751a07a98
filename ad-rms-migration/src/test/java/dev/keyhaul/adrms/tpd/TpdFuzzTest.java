package dev.keyhaul.adrms.tpd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/**
 * Any file opens, or ends in a checked error. The inputs in the resources are run as tests; {@code
 * ./verify --fuzz} looks for new ones for a minute.
 */
class TpdFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void open(byte[] file) {
        try {
            Domains.openWithKey(file);
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
