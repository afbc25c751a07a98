package dev.keyhaul.core.byok;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.CheckFailedException;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;

/**
 * Whatever a vault hands out as attestation fails with a checked error. The first two bytes are the
 * certificates' length; a statement follows.
 */
class AttestationCheckFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void check(byte[] data) throws Exception {
        if (data.length < 2) {
            return;
        }
        int length = Math.min(data.length - 2, ((data[0] & 0xff) << 8) | (data[1] & 0xff));
        byte[] certificates = Arrays.copyOfRange(data, 2, 2 + length);
        byte[] statement = Arrays.copyOfRange(data, 2 + length, data.length);
        HsmAttestation attestation =
                HsmAttestation.of("MRVL-1", certificates, statement, statement);
        KeyIdentifier kid = MadeAttestation.kid();

        Assertions.assertThrows(
                CheckFailedException.class,
                () ->
                        AttestationCheck.verify(
                                attestation, kid, MadeAttestation.KEK, null, MadeAttestation.NOW));
    }
}
