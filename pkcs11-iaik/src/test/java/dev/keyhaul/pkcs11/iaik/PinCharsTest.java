package dev.keyhaul.pkcs11.iaik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.secret.SecretBytes;
import org.junit.jupiter.api.Test;

class PinCharsTest {
    @Test
    void close_zeroesTheChars() {
        try (SecretBytes secret = SecretBytes.copyOf(new byte[] {'1', '2', (byte) 0xC3, 0x28})) {
            PinChars pin = new PinChars(secret);
            char[] chars = pin.chars();
            assertThat(chars).containsExactly('1', '2', '\u00C3', '(');

            pin.close();

            assertThat(chars).containsOnly('\0');
        }
    }

    @Test
    void none_isNull() {
        try (PinChars none = new PinChars(null)) {
            assertThat(none.chars()).isNull();
        }
    }
}
