package dev.keyhaul.pfx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/**
 * Any bytes open, or end in a checked error. The inputs in the resources are run as tests; {@code
 * ./verify --fuzz} looks for new ones for a minute.
 *
 * <p>A MAC would stop all but the first steps: files without one are let in.
 */
class PfxFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void open(byte[] file) {
        try {
            Assertions.assertNotNull(Opened.key(file, "ab", true, Optional.empty()));
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
