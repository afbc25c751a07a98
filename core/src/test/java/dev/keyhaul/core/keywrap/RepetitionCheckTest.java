package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Each draw gives 32 bytes of a key, and 8 bytes that are compared with those of the last draw. */
class RepetitionCheckTest {
    @Test
    void key_isWhatWasDrawn_andNothingOfItIsKept() throws Exception {
        RepetitionCheck check = new RepetitionCheck(new Drawing(i -> i));
        byte[] expected = new byte[32];
        for (int i = 0; i < 32; i++) {
            expected[i] = (byte) (i + 1);
        }

        try (EphemeralAesKey key = check.newKey()) {
            assertThat(key.rawBytes()).isEqualTo(expected);
        }
        assertThat(KeyWrapperTest.secretsIn(check)).isEmpty();
    }

    @Test
    void oneBlockOverAndOver_isRefused_thoughEachDrawHasAnother() {
        RepetitionCheck check = new RepetitionCheck(new Drawing(i -> i % 8));
        assertRefused(check);
    }

    /** A key of its own does not help: the generator comes back to where it was. */
    @Test
    void sameTagTwice_isRefused_fromTheFirstKeyOn() {
        assertRefused(new RepetitionCheck(new Drawing(i -> i < 32 ? i : -1)));
    }

    private static void assertRefused(RepetitionCheck check) {
        assertThatThrownBy(check::newKey)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("repeats itself");
    }

    /** The number of the draw is added to each byte, where the pattern has one. */
    private static final class Drawing extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final transient IntUnaryOperator pattern;
        private int draw;

        Drawing(IntUnaryOperator pattern) {
            this.pattern = pattern;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
            for (int i = 0; i < bytes.length; i++) {
                int value = pattern.applyAsInt(i);
                bytes[i] = (byte) (value < 0 ? 0x55 : value + draw);
            }
            draw++;
        }
    }
}
