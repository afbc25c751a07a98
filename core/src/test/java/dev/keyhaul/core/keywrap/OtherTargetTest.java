package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lengths of real keys, as OpenSSL writes them. */
final class OtherTargetTest {
    @TempDir Path folder;

    private static int kwp(byte[] target) {
        return (target.length + 7) / 8 * 8 + 8;
    }

    @ParameterizedTest
    @CsvSource({
        "P-256, P_256, SEC1_P_256",
        "P-384, P_384, SEC1_P_384",
        "P-521, P_521, SEC1_P_521",
        "secp256k1, P_256K, ",
    })
    void formsOfAKey_areKnown(String curve, OtherTarget pkcs8, OtherTarget sec1) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        byte[] pem = openssl.make("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:" + curve);
        byte[] whole = openssl.convert(pem, "pkcs8 -topk8 -nocrypt -outform DER");
        byte[] alone = openssl.convert(pem, "ec -outform DER");
        byte[] withoutPublic =
                openssl.convert(
                        openssl.convert(pem, "ec -no_public"),
                        "pkcs8 -topk8 -nocrypt -outform DER");

        assertThat(OtherTarget.ofKwp(kwp(whole))).contains(pkcs8);
        assertThat(OtherTarget.ofKwp(kwp(withoutPublic))).contains(pkcs8);
        if (sec1 != null) {
            assertThat(OtherTarget.ofKwp(kwp(alone))).contains(sec1);
        }
    }

    @ParameterizedTest
    @CsvSource({"16, AES_128", "24, AES_192", "32, AES_256"})
    void aesKeys_haveLengthsOfTheirOwn(int bytes, OtherTarget target) {
        assertThat(OtherTarget.ofKwp(kwp(new byte[bytes]))).containsExactly(target);
    }

    /** A key that may be one that is taken is not called another. */
    @Test
    void keyThatIsTaken_hidesOneThatIsNot() {
        // P-256 with its curve in it twice, and P-256K.
        assertThat(OtherTarget.ofKwp(152)).containsExactly(OtherTarget.P_256);
        assertThat(OtherTarget.ofKwp(88)).containsExactly(OtherTarget.P_256, OtherTarget.P_384);
        assertThat(OtherTarget.ofKwp(48)).isEmpty();
    }
}
