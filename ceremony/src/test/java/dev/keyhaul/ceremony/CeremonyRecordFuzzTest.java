package dev.keyhaul.ceremony;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a record that is written the same again, or end in a checked error. */
class CeremonyRecordFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] file) {
        try {
            Assertions.assertArrayEquals(file, CeremonyRecord.parse(file).toFile());
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
