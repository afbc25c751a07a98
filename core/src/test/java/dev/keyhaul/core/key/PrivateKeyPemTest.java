package dev.keyhaul.core.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.GeneratedKeys;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyPemTest {
    @Test
    void parse_pkcs8_isItsDer_andLeavesTheFile() throws MalformedInputException {
        byte[] der = GeneratedKeys.rsaPrivate(2048).getEncoded();
        String pem =
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n";
        byte[] file = pem.getBytes(US_ASCII);
        try (SecretBytes parsed = PrivateKeyPem.parse(file)) {
            assertThat(parsed).isEqualTo(SecretBytes.copyOf(der));
        }
        assertThat(file).isEqualTo(pem.getBytes(US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----",
                "-----END PRIVATE KEY----------BEGIN PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----"
            })
    void parse_anythingElse_isMalformed(String text) {
        assertThatThrownBy(() -> PrivateKeyPem.parse(text.getBytes(US_ASCII)))
                .isInstanceOf(MalformedInputException.class)
                .hasNoCause();
    }
}
