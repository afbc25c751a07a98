package dev.keyhaul.adrms.tpd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.adrms.fixture.TestKeys;
import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.core.KeyTransferException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assertions;

/**
 * Any bytes open, or end in a checked error. The inputs in the resources are run as tests; {@code
 * ./verify --fuzz} looks for new ones for a minute each.
 */
class TpdFuzzTest {
    /** The file as it comes from disk. */
    @FuzzTest(maxDuration = "60s")
    void file(byte[] file) {
        open(file);
    }

    /** What is encrypted in it, under the right password. */
    @FuzzTest(maxDuration = "60s")
    void description(byte[] info) {
        open(
                TpdWriter.of(TestKeys.rsa(1024))
                        .info(new String(info, StandardCharsets.UTF_8))
                        .write());
    }

    private static void open(byte[] file) {
        try {
            Domains.openWithKey(file);
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
