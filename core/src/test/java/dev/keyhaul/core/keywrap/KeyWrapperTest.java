package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.SecretBytes;
import java.lang.reflect.Field;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyWrapperTest {
    @Test
    void wrapAll_usesAnotherAesKeyForEach() {
        List<SecretBytes> same = Collections.nCopies(100, target(20));
        List<String> ciphertexts = new ArrayList<>();
        try (KeyWrapper wrapper = wrapper()) {
            wrapper.wrapAll(
                    same.iterator(),
                    ciphertext ->
                            ciphertexts.add(
                                    Arrays.toString(
                                            Arrays.copyOfRange(
                                                    ciphertext, 256, ciphertext.length))));
        }
        assertThat(ciphertexts).hasSize(100).doesNotHaveDuplicates();
    }

    /** The first result comes before more than the window was taken: no stream fills the memory. */
    @Test
    void wrapAll_ofAnEndlessStream_takesOnlyAWindowAhead() {
        int[] taken = {0};
        int[] told = {0};
        Iterator<SecretBytes> endless =
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public SecretBytes next() {
                        taken[0]++;
                        assertThat(taken[0] - told[0]).isLessThanOrEqualTo(KwpLanes.WINDOW);
                        return target(1 + taken[0] % 700);
                    }
                };
        try (KeyWrapper wrapper = wrapper()) {
            assertThatThrownBy(
                            () ->
                                    wrapper.wrapAll(
                                            endless,
                                            ciphertext -> {
                                                if (++told[0] == 1000) {
                                                    throw new Enough();
                                                }
                                            }))
                    .isInstanceOf(Enough.class);
        }
        assertThat(told[0]).isEqualTo(1000);
    }

    @Test
    void wrapAll_whenTheTargetsEndInAnError_tellsThoseBefore_andThrowsIt() throws Exception {
        List<byte[]> ciphertexts = new ArrayList<>();
        Iterator<SecretBytes> broken =
                new Iterator<>() {
                    private int given;

                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public SecretBytes next() {
                        if (given == 11) {
                            throw new NoSuchElementException("the disk is gone");
                        }
                        return target(100 + given++);
                    }
                };
        try (KeyWrapper wrapper = wrapper()) {
            assertThatThrownBy(() -> wrapper.wrapAll(broken, ciphertexts::add))
                    .hasMessage("the disk is gone");
            assertThat(ciphertexts)
                    .extracting(ciphertext -> ciphertext.length)
                    .isEqualTo(
                            IntStream.range(100, 111)
                                    .mapToObj(n -> 256 + AesKwp.wrappedLengthBytes(n))
                                    .toList());
            assertThat(secretsIn(wrapper)).isEmpty();
        }
    }

    @Test
    void afterABatch_afterAnAbortedOne_andAfterClose_nothingIsLeft() throws Exception {
        KeyWrapper wrapper = wrapper();
        List<SecretBytes> targets =
                IntStream.range(1, 50).mapToObj(KeyWrapperTest::target).toList();
        wrapper.wrapAll(targets.iterator(), ciphertext -> {});
        assertThat(secretsIn(wrapper)).isEmpty();
        assertThatThrownBy(
                        () ->
                                wrapper.wrapAll(
                                        targets.iterator(),
                                        ciphertext -> {
                                            throw new Enough();
                                        }))
                .isInstanceOf(Enough.class);
        assertThat(secretsIn(wrapper)).isEmpty();
        wrapper.close();
        wrapper.close();
        assertThat(secretsIn(wrapper)).isEmpty();
        assertThatThrownBy(() -> wrapper.wrap(target(20)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("wrapper is closed");
        assertThatThrownBy(() -> wrapper.wrapAll(targets.iterator(), ciphertext -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void wrapAll_ofNothing_orOfAClosedTarget_isRefused() {
        SecretBytes closed = target(20);
        closed.close();
        List<byte[]> ciphertexts = new ArrayList<>();
        try (KeyWrapper wrapper = wrapper()) {
            assertThatThrownBy(
                            () ->
                                    wrapper.wrapAll(
                                            List.of(target(9), closed).iterator(),
                                            ciphertexts::add))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(
                            () ->
                                    wrapper.wrapAll(
                                            List.of(target(9), target(0)).iterator(),
                                            ciphertexts::add))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(ciphertexts).hasSize(2);
    }

    /** Stuck from the start, stuck after a while, or one block over and over. */
    @Test
    void randomThatRepeatsItself_isRefused() {
        assertThatThrownBy(() -> wrapper(new Stuck(0)).wrap(target(20)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("repeats itself");
        List<byte[]> ciphertexts = new ArrayList<>();
        List<SecretBytes> targets = Collections.nCopies(100, target(20));
        assertThatThrownBy(
                        () -> wrapper(new Stuck(30)).wrapAll(targets.iterator(), ciphertexts::add))
                .hasMessageContaining("repeats itself");
        // Each key draws twice, for itself and for OAEP's seed; one draw was at the start.
        assertThat(ciphertexts).hasSizeBetween(10, 16);
    }

    /** Gives good numbers for a while, and the same ones from then on. */
    private static final class Stuck extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private int good;

        Stuck(int good) {
            this.good = good;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (good-- > 0) {
                super.nextBytes(bytes);
            } else {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (i * 7);
                }
            }
        }
    }

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static KeyWrapper wrapper() {
        return KeyWrapper.under(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1).build();
    }

    private static KeyWrapper wrapper(SecureRandom random) {
        return KeyWrapper.under(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1)
                .random(random)
                .build();
    }

    static SecretBytes target(int length) {
        byte[] bytes = new byte[length];
        GeneratedKeys.RANDOM.nextBytes(bytes);
        return SecretBytes.moveFrom(bytes);
    }

    /** The names of the arrays of a wrapper and its lanes that are not all zeros. */
    static List<String> secretsIn(Object owner) throws ReflectiveOperationException {
        List<String> found = new ArrayList<>();
        for (Field field : owner.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(owner);
            if (value instanceof EphemeralAesKey key) {
                found.addAll(secretsIn(key));
            } else if (value instanceof KwpLanes lanes) {
                found.addAll(secretsIn(lanes));
            } else if (value instanceof RepetitionCheck check) {
                found.addAll(secretsIn(check));
            } else if (value instanceof KwpLane[] several) {
                for (KwpLane lane : several) {
                    found.addAll(secretsIn(lane));
                }
            } else if (value instanceof byte[] bytes && !isZero(bytes)) {
                found.add(field.getName());
            } else if (value instanceof long[] longs
                    && !Arrays.stream(longs).allMatch(n -> n == 0)) {
                found.add(field.getName());
            }
        }
        // What the next draw is compared with protects nothing.
        found.remove("lastTag");
        return found;
    }

    private static boolean isZero(byte[] bytes) {
        return IntStream.range(0, bytes.length).allMatch(i -> bytes[i] == 0);
    }
}
