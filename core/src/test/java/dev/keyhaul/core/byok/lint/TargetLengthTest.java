package dev.keyhaul.core.byok.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.GeneratedKeys;
import dev.keyhaul.core.byok.lint.TargetLength.Form;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real keys in each form, with the zero bytes that one token pads them with, and without. */
final class TargetLengthTest {
    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 3072, 4096})
    void formsOfAKey_areToldApart(int bits) {
        byte[] pkcs8 = GeneratedKeys.rsaPrivate(bits).getEncoded();

        assertThat(of(pkcs8.length)).isEqualTo(new TargetLength(Form.PKCS8, bits));
        assertThat(of(pkcs8.length + 7)).isEqualTo(new TargetLength(Form.PKCS8, bits));
        assertThat(of(pkcs8.length - 26)).isEqualTo(new TargetLength(Form.PKCS1, bits));
        assertThat(of(pem(pkcs8))).isEqualTo(new TargetLength(Form.PEM, bits));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32, 138, 185, 241})
    void otherKeys_areLeftAlone(int lengthBytes) {
        assertThat(of(lengthBytes).form()).isEqualTo(Form.OTHER_KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 1329, 10_000})
    void noKeysLength_isUnknown(int lengthBytes) {
        assertThat(of(lengthBytes).form()).isEqualTo(Form.UNKNOWN);
    }

    private static TargetLength of(int targetBytes) {
        return TargetLength.ofKwp((targetBytes + 7) / 8 * 8 + 8);
    }

    private static int pem(byte[] der) {
        String body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        return ("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n").length();
    }
}
