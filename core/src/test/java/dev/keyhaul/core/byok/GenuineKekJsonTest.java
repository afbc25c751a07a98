package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GenuineFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What az printed of a real key: standard base64, and an exponent with a zero byte before it. */
class GenuineKekJsonTest {
    @Test
    void outputOfAz_isARecord_andATenantKeyIsNoKek() throws Exception {
        List<Path> files = GenuineFiles.in("az");
        assertThat(files).hasSize(1);
        byte[] json = Files.readAllBytes(files.get(0));

        KekRecord record = KekRecord.parse(json);

        assertThat(record.publicKey().getPublicExponent()).isEqualTo(RSAKeyGenParameterSpec.F4);
        assertThat(record.publicKey().getModulus().bitLength()).isEqualTo(4096);
        assertThat(record.keyType()).isEqualTo("RSA-HSM");
        assertThat(record.keyOperations()).hasSize(6);
        assertThat(KekRecord.parse(record.toUtf8())).isEqualTo(record);
        assertThatThrownBy(() -> KekCandidate.read(json, null, Instant.EPOCH))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("KEK has key_ops [encrypt, ");
        assertThatThrownBy(() -> HsmAttestation.parse(json))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("the file has no attestation");
    }
}
