package dev.keyhaul.core.byok;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a KEK's record, with or without attestation, or end in a checked error. */
class KekRecordFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] json) {
        try {
            Assertions.assertNotNull(KekRecord.parse(json).publicKey());
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
