package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.DrbgParameters;
import java.security.SecureRandom;
import java.security.SecureRandomParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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

    /** Not before every request, which would read the system's entropy each time; but for ever. */
    @Test
    void seed_servesItsRequests_andIsThenMadeNew_fromLiveEntropy() {
        Recording drbg = new Recording();
        WrapRandom random = new WrapRandom(drbg);
        for (int i = 1; i <= 3 * 4096 + 1; i++) {
            random.nextBytes(new byte[1]);
            assertThat(drbg.seeds).hasSize((i - 1) / 4096);
        }
        assertThat(drbg.seeds)
                .allSatisfy(
                        seed ->
                                assertThat(((DrbgParameters.Reseed) seed).getPredictionResistance())
                                        .isTrue());
        assertThat(drbg.requests)
                .allSatisfy(
                        request -> {
                            DrbgParameters.NextBytes asked = (DrbgParameters.NextBytes) request;
                            assertThat(asked.getStrength()).isEqualTo(256);
                            assertThat(asked.getPredictionResistance()).isFalse();
                        });
        random.setSeed(new byte[] {7});
        assertThat(drbg.given).containsExactly(7);
        assertThat(random.generateSeed(3)).containsExactly(9, 9, 9);
    }

    /** Stands in for the JDK's DRBG, which does not tell what it is asked. */
    private static final class Recording extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final transient List<SecureRandomParameters> seeds = new ArrayList<>();
        private final transient Set<SecureRandomParameters> requests = new HashSet<>();
        private byte[] given = new byte[0];

        @Override
        public void reseed(SecureRandomParameters parameters) {
            seeds.add(parameters);
        }

        @Override
        public void nextBytes(byte[] bytes, SecureRandomParameters parameters) {
            requests.add(parameters);
        }

        @Override
        public void setSeed(byte[] seed) {
            given = seed;
        }

        @Override
        public byte[] generateSeed(int lengthBytes) {
            byte[] seed = new byte[lengthBytes];
            Arrays.fill(seed, (byte) 9);
            return seed;
        }
    }

    @Test
    void generator_isTheDrbg() {
        assertThat(WrapRandom.create()).isInstanceOf(WrapRandom.class);
    }
}
