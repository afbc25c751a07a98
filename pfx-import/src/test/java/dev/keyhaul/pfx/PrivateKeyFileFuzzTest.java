package dev.keyhaul.pfx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a key in PEM or DER, or end in a checked error. */
class PrivateKeyFileFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] file) {
        try (SecretBytes pkcs8 =
                        PrivateKeyFile.parse(file, () -> Passphrase.copyOf(new char[] {'a'}));
                SoftwareKey key =
                        SoftwareKey.fromPkcs8(
                                pkcs8.withRawSecretBytes(byte[]::clone),
                                GeneratedKeys.ORIGIN,
                                Opened.RANDOM)) {
            Assertions.assertNotNull(key.description().fingerprint());
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
