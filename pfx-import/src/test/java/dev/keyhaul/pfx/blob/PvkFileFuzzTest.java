package dev.keyhaul.pfx.blob;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.der.WipedRsaNumbers;
import dev.keyhaul.core.secret.Passphrase;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a PVK file, or end in a checked error. */
class PvkFileFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] bytes) {
        try (WipedRsaNumbers numbers =
                PvkFile.parse(bytes).open(() -> Passphrase.copyOf(new char[] {'a', 'b'}))) {
            Assertions.assertNotNull(numbers.toPkcs8());
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
