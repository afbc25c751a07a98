package dev.keyhaul.adrms.tpd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assertions;

/** Any description, encrypted under the right password, opens or ends in a checked error. */
class TpdDescriptionFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void open(byte[] utf8) {
        String info = new String(utf8, StandardCharsets.UTF_8);
        try {
            Domains.openWithKey(TpdWriter.of(GeneratedKeys.rsaPrivate(1024)).info(info).write());
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
