package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EphemeralAesKeyTest {
    @Test
    void key_givesCopies_isZeroedOnClose_andNeverShown() throws Exception {
        EphemeralAesKey key = new EphemeralAesKey();
        Arrays.fill(key.rawBytes(), (byte) 7);
        byte[] expected = key.rawBytes().clone();

        assertThat(key.getAlgorithm()).isEqualTo("AES");
        assertThat(key.getFormat()).isEqualTo("RAW");
        assertThat(key.getEncoded()).isEqualTo(expected).isNotSameAs(key.rawBytes());
        assertThat(key).hasToString("<redacted>");
        try (ObjectOutputStream stream = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> stream.writeObject(key))
                    .isInstanceOf(NotSerializableException.class);
        }
        key.close();
        assertThat(key.rawBytes()).containsOnly(0);
    }
}
