package dev.keyhaul.adrms.blob;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaPrivateNumbers;
import dev.keyhaul.core.secret.Passphrase;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a key, or end in a checked error: a target for each container. */
class BlobFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void cryptoApi(byte[] blob) {
        read(() -> CryptoApiBlob.parse(blob));
    }

    @FuzzTest(maxDuration = "60s")
    void cng(byte[] blob) {
        read(() -> CngBlob.parse(blob));
    }

    @FuzzTest(maxDuration = "60s")
    void pvk(byte[] file) {
        read(() -> PvkFile.parse(file).open(() -> Passphrase.copyOf(new char[] {'a', 'b'})));
    }

    private interface Reading {
        RsaPrivateNumbers read() throws KeyTransferException;
    }

    private static void read(Reading reading) {
        try (RsaPrivateNumbers numbers = reading.read()) {
            Assertions.assertNotNull(numbers.toPkcs8());
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
