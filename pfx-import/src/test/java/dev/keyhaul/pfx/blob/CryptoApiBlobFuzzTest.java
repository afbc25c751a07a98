package dev.keyhaul.pfx.blob;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.der.WipedRsaNumbers;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a CryptoAPI key blob, or end in a checked error. */
class CryptoApiBlobFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] bytes) {
        try (WipedRsaNumbers numbers = CryptoApiBlob.parse(bytes)) {
            Assertions.assertNotNull(numbers.toPkcs8());
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
