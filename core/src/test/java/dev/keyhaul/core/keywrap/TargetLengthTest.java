package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.keywrap.TargetLength.Form;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /**
     * By the sizes of RSA's numbers: a key of 2048 bits has at most 1219 bytes in PKCS#8 and 1193
     * in PKCS#1, 11 fewer at least, and 7 zero bytes more at most; in PEM lines of 64 characters.
     */
    @ParameterizedTest
    @CsvSource({
        "PKCS8, 1024, 640, 656",
        "PKCS8, 2048, 1224, 1240",
        "PKCS8, 3072, 1800, 1816",
        "PKCS8, 4096, 2376, 2392",
        "PKCS1, 2048, 1192, 1216",
        "PEM, 2048, 1704, 1728"
    })
    void eachForm_hasItsRange(Form form, int bits, int shortest, int longest) {
        TargetLength expected = new TargetLength(form, bits);
        assertThat(TargetLength.ofKwp(shortest - 8)).isNotEqualTo(expected);
        for (int length = shortest; length <= longest; length += 8) {
            assertThat(TargetLength.ofKwp(length)).isEqualTo(expected);
        }
        assertThat(TargetLength.ofKwp(longest + 8)).isNotEqualTo(expected);
    }

    @Test
    void longestOtherKey_isOf256Bytes() {
        assertThat(TargetLength.ofKwp(264)).isEqualTo(new TargetLength(Form.OTHER_KEY, 0));
        assertThat(TargetLength.ofKwp(272)).isEqualTo(new TargetLength(Form.UNKNOWN, 0));
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
