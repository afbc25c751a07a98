package dev.keyhaul.core.byok;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;

/**
 * Whatever a vault hands out as attestation, the check says what holds and what does not. The first
 * two bytes are the certificates' length; a statement follows.
 */
class AttestationCheckFuzzTest {
    private static final RSAPublicKey KEK = GeneratedKeys.rsaPublic(2048);

    @FuzzTest(maxDuration = "60s")
    void check(byte[] data) {
        if (data.length < 2) {
            return;
        }
        int length = Math.min(data.length - 2, ((data[0] & 0xff) << 8) | (data[1] & 0xff));
        byte[] certificates = Arrays.copyOfRange(data, 2, 2 + length);
        byte[] statement = Arrays.copyOfRange(data, 2 + length, data.length);

        AttestationCheck check =
                AttestationCheck.of(
                        HsmAttestation.of("MRVL-1", certificates, statement, new byte[0]), KEK);

        Assertions.assertFalse(check.fails().isEmpty() && check.unchecked().isEmpty());
    }
}
