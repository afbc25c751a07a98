package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import org.junit.jupiter.api.Test;

class WrappedKeyTest {
    private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7, 8};

    private static WrappedKey of(byte[] bytes) {
        return WrappedKey.of(bytes, WrapMethod.RSA_AES_SHA1, "kek")
                .strategy("strategy")
                .proof(WrapProof.MADE_IN_SOFTWARE)
                .build(KeyDescription.of(GeneratedKeys.rsaPublic(2048)), GeneratedKeys.ORIGIN);
    }

    @Test
    void requireUnchanged_everyFlippedBit_isSeen() throws Exception {
        WrappedKey wrapped = of(BYTES);
        wrapped.requireUnchanged(BYTES);
        for (int bit = 0; bit < Byte.SIZE * BYTES.length; bit++) {
            byte[] flipped = wrapped.ciphertext();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatThrownBy(() -> wrapped.requireUnchanged(flipped))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageContaining("changed after they were made and proven");
        }
    }

    @Test
    void array_isCopiedInAndOut() throws Exception {
        byte[] given = BYTES.clone();
        WrappedKey wrapped = of(given);
        given[0] = 9;
        wrapped.ciphertext()[1] = 9;

        assertThat(wrapped.ciphertext()).isEqualTo(BYTES);
        assertThat(wrapped).isEqualTo(of(BYTES)).isNotEqualTo(of(given));
    }
}
