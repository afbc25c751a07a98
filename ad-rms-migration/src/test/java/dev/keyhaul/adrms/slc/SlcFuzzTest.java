package dev.keyhaul.adrms.slc;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assertions;

/** Any text is a certificate, or ends in a checked error; so it is with templates. */
class SlcFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        Assertions.assertNotNull(RightsTemplate.read(text));
        try {
            Assertions.assertNotNull(ServerLicensorCertificate.parse(text));
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
