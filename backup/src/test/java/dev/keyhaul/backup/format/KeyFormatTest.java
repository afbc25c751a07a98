package dev.keyhaul.backup.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The member {@code key} of each kind, to the byte. */
class KeyFormatTest {
    private static final String POINT =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUqknOIP/LWThKhDegjUEmakKpgbAZr6h5+SQWdZEznrqGUaFXYgM7blj"
                    + "4cAX6Tl0f8hNUOvhZc2qA2WPYAjlgg==";
    private static final String EC =
            """
            {
              "fingerprint": "00124d88b1000db4d1ecee208c24900722d695144d9d9965ce4b2807d88cfd92",
              "curve": "P-256",
              "public_key": "%s"
            }
            """
                    .formatted(POINT);
    private static final String AES =
            """
            {
              "fingerprint": "abababababababababababababababababababababababababababababababab",
              "aes_bits": 192
            }
            """;

    private static JsonObject json(String text) throws MalformedInputException {
        return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyDescription read(String text) throws KeyTransferException {
        return KeyFormat.read(json(text));
    }

    @Test
    void eachKind_isReadAndWrittenUnchanged() throws Exception {
        for (String golden : new String[] {EC, AES}) {
            KeyDescription key = read(golden);
            assertThat(new String(KeyFormat.write(key).toUtf8(), StandardCharsets.UTF_8))
                    .isEqualTo(golden);
        }
        assertThat(read(EC).name()).isEqualTo("EC P-256");
        assertThat(read(AES).name()).isEqualTo("AES 192");
    }

    @Test
    void memberOfAnotherKind_orTooMany_orTooFew_isRefused() {
        String modulus = "\"modulus_bits\": 2048";
        for (String wrong :
                new String[] {
                    EC.replace("\"curve\": \"P-256\"", modulus),
                    EC.replace("\"curve\": \"P-256\"", "\"curve\": \"P-384\""),
                    EC.replace("\"curve\"", modulus + ", \"curve\""),
                    EC.replace("\"curve\"", "\"aes_bits\": 128, \"curve\""),
                    EC.replace("\"curve\": \"P-256\",", ""),
                    EC.replace("00124d88", "00124d89"),
                    AES.replace("192", "64"),
                    AES.replace("192", "512"),
                    AES.replace("192", "-192"),
                    AES.replace("192", "\"192\""),
                    AES.replace("\"aes_bits\"", "\"modulus_bits\""),
                    AES.replace("\"aes_bits\"", "\"public_key\": \"AA==\", \"aes_bits\""),
                    AES.replace("abababab", "ababab"),
                }) {
            assertThatThrownBy(() -> read(wrong))
                    .as(wrong)
                    .isInstanceOf(KeyTransferException.class);
        }
    }

    /** An evidence key signs by RSA: a manifest cannot name another kind. */
    @Test
    void signerOfAnotherKind_isRefused() {
        for (String wrong : new String[] {EC, AES}) {
            assertThatThrownBy(() -> KeyFormat.requireSigner(KeyFormat.read(json(wrong))))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageEndingWith("not an RSA key");
        }
    }

    /** The point has one encoding: no truncation, and no flipped byte, is another. */
    @Test
    void publicKey_cutOffOrFlippedAnywhere_isRefused() throws Exception {
        byte[] der = Base64.getDecoder().decode(POINT);
        int refused = 0;
        for (int at = 0; at < der.length; at++) {
            byte[] flipped = der.clone();
            flipped[at] ^= 1;
            refused += isRefused(flipped) + isRefused(Arrays.copyOf(der, at));
        }
        assertThat(refused).isEqualTo(2 * der.length);
        assertThat(isRefused(Arrays.copyOf(der, der.length + 1))).isOne();
        assertThat(isRefused(der)).isZero();
    }

    private static int isRefused(byte[] der) {
        try {
            read(EC.replace(POINT, Base64.getEncoder().encodeToString(der)));
            return 0;
        } catch (KeyTransferException e) {
            return 1;
        }
    }
}
