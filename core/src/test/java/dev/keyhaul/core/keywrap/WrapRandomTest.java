package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WrapRandomTest {
    /** More requests than one seed serves: the generator seeds itself again and goes on. */
    @Test
    void requests10000_neverRepeat() {
        SecureRandom random = WrapRandom.create();
        Set<String> seen = new HashSet<>();
        byte[] bytes = new byte[32];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(bytes);
            seen.add(Arrays.toString(bytes));
        }
        assertThat(seen).hasSize(10_000);
    }

    @Test
    void generator_isTheDrbg() {
        assertThat(WrapRandom.create()).isInstanceOf(WrapRandom.class);
    }
}
