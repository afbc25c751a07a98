package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A password's bytes, written out by hand. */
class PasswordEncodingsTest {
    @Test
    void asciiPassword_hasOneEncodingOfEachKind() {
        assertEncodings("ab", List.of("6162"), List.of("006100620000"));
    }

    @Test
    void otherCharacters_areWidenedToo() {
        assertEncodings("é", List.of("c3a9"), List.of("00e90000", "00c300a90000"));
        assertEncodings("€", List.of("e282ac"), List.of("20ac0000", "00e2008200ac0000"));
    }

    @Test
    void emptyPassword_isAZeroCharacter_orNothing() {
        assertEncodings("", List.of(""), List.of("0000", ""));
    }

    private static void assertEncodings(String text, List<String> pkcs5, List<String> pkcs12) {
        try (Passphrase password = Passphrase.copyOf(text.toCharArray());
                PasswordEncodings encodings = PasswordEncodings.of(password)) {
            assertThat(hex(encodings.forPkcs5())).isEqualTo(pkcs5);
            assertThat(hex(encodings.forPkcs12())).isEqualTo(pkcs12);
        }
    }

    private static List<String> hex(List<SecretBytes> encodings) {
        return encodings.stream()
                .map(bytes -> bytes.withRawSecretBytes(HexFormat.of()::formatHex))
                .toList();
    }

    @Test
    void close_wipesEach() {
        for (String text : List.of("", "é")) {
            PasswordEncodings encodings;
            try (Passphrase password = Passphrase.copyOf(text.toCharArray())) {
                encodings = PasswordEncodings.of(password);
            }
            encodings.close();
            for (List<SecretBytes> each : List.of(encodings.forPkcs5(), encodings.forPkcs12())) {
                assertThat(each)
                        .isNotEmpty()
                        .allSatisfy(
                                bytes ->
                                        assertThatThrownBy(bytes::lengthBytes)
                                                .isInstanceOf(IllegalStateException.class));
            }
        }
    }
}
