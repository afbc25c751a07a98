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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyWrapperTest {
    @Test
    void wrap_usesAnotherAesKeyForEach() {
        KeyWrapper wrapper = wrapper(GeneratedKeys.RANDOM);
        SecretBytes same = target(20);
        List<String> kwpParts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] ciphertext = wrapper.wrap(same);
            kwpParts.add(Arrays.toString(Arrays.copyOfRange(ciphertext, 256, ciphertext.length)));
        }
        assertThat(kwpParts).doesNotHaveDuplicates();
    }

    @Test
    void afterAWrap_andAfterOneThatFailed_nothingIsLeft() throws Exception {
        KeyWrapper wrapper = wrapper(GeneratedKeys.RANDOM);
        wrapper.wrap(target(1217));
        assertThat(secretsIn(wrapper)).isEmpty();
        SecretBytes closed = target(20);
        closed.close();
        assertThatThrownBy(() -> wrapper.wrap(closed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> wrapper.wrap(target(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(secretsIn(wrapper)).isEmpty();
    }

    /** Stuck from the start, stuck after a while, or one block over and over. */
    @Test
    void randomThatRepeatsItself_isRefused() {
        assertThatThrownBy(() -> wrapper(new Stuck(0)).wrap(target(20)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("repeats itself");
        KeyWrapper wrapper = wrapper(new Stuck(30));
        List<byte[]> ciphertexts = new ArrayList<>();
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                ciphertexts.add(wrapper.wrap(target(20)));
                            }
                        })
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

    @Test
    void wrappers_ofSeveralThreads_areUsedAgain_andOpen() throws Exception {
        SpyProvider spy = new SpyProvider();
        KeyWrappers wrappers = wrappers(spy);
        ConcurrentHashMap<byte[], SecretBytes> wrapped = new ConcurrentHashMap<>();
        int threads = 4;
        List<Thread> running =
                IntStream.range(0, threads)
                        .mapToObj(
                                t ->
                                        new Thread(
                                                () -> {
                                                    for (int i = 1; i <= 20; i++) {
                                                        SecretBytes target = target(100 * i);
                                                        wrapped.put(wrappers.wrap(target), target);
                                                    }
                                                }))
                        .toList();
        running.forEach(Thread::start);
        for (Thread thread : running) {
            thread.join();
        }

        assertThat(wrapped).hasSize(20 * threads);
        for (byte[] ciphertext : wrapped.keySet()) {
            assertThat(opened(ciphertext)).isEqualTo(wrapped.get(ciphertext));
        }
        assertThat(idle(wrappers)).hasSizeBetween(1, threads);
    }

    @Test
    void wrapperThatFailed_isNotUsedAgain() throws Exception {
        KeyWrappers wrappers = wrappers(new SpyProvider());
        wrappers.wrap(target(20));
        assertThat(idle(wrappers)).hasSize(1);
        SecretBytes closed = target(20);
        closed.close();
        assertThatThrownBy(() -> wrappers.wrap(closed)).isInstanceOf(IllegalStateException.class);
        assertThat(idle(wrappers)).isEmpty();
        wrappers.wrap(target(20));
    }

    private static KeyWrappers wrappers(SpyProvider spy) throws Exception {
        return new KeyWrappers(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1, CipherSource.of(spy));
    }

    private static Queue<?> idle(KeyWrappers wrappers) throws ReflectiveOperationException {
        Field idle = KeyWrappers.class.getDeclaredField("idle");
        idle.setAccessible(true);
        return (Queue<?>) idle.get(wrappers);
    }

    private static SecretBytes opened(byte[] ciphertext) throws Exception {
        return RsaAesKeyWrap.unwrap(
                ciphertext, GeneratedKeys.rsaPrivate(2048), OaepHash.SHA1, GeneratedKeys.RANDOM);
    }

    private static KeyWrapper wrapper(SecureRandom random) {
        return new KeyWrapper(
                GeneratedKeys.rsaPublic(2048), OaepHash.SHA1, CipherSource.jdk(), random);
    }

    static SecretBytes target(int length) {
        byte[] bytes = new byte[length];
        GeneratedKeys.RANDOM.nextBytes(bytes);
        return SecretBytes.moveFrom(bytes);
    }

    /** The names of the arrays of a wrapper that are not all zeros. */
    static List<String> secretsIn(Object owner) throws ReflectiveOperationException {
        List<String> found = new ArrayList<>();
        for (Field field : owner.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(owner);
            if (value instanceof EphemeralAesKey || value instanceof RepetitionCheck) {
                found.addAll(secretsIn(value));
            } else if (value instanceof byte[] bytes && !isZero(bytes)) {
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
