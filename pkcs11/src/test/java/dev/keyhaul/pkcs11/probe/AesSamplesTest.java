package dev.keyhaul.pkcs11.probe;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each fixed test of AES keys finds what it is for, and honest keys pass them all. */
class AesSamplesTest {
    private static final int KEY_BYTES = 32;
    private static final int HONEST_TRIPLES = 20_000;

    private final Random random = new Random(42);

    @Test
    void regularKeys_areRefused() {
        Map<String, byte[]> keys = new TreeMap<>();
        byte[] zeros = random();
        Arrays.fill(zeros, 0, 28, (byte) 0);
        keys.put("28 zeros first", zeros);
        byte[] zerosLast = random();
        Arrays.fill(zerosLast, 23, KEY_BYTES, (byte) 0);
        keys.put("nine zeros last", zerosLast);
        keys.put(
                "hex digits of both cases",
                "0f1E2d3C4b5A69788796a5B4c3D2e1F0".getBytes(StandardCharsets.UTF_8));
        keys.put("Base64", "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ".getBytes(StandardCharsets.UTF_8));
        keys.put("a sentence", "~ The quick brown fox jumps over".getBytes(StandardCharsets.UTF_8));
        byte[] halves = random();
        System.arraycopy(halves, 0, halves, KEY_BYTES / 2, KEY_BYTES / 2);
        keys.put("equal halves", halves);
        byte[] counter = random();
        for (int i = 20; i < 29; i++) {
            counter[i] = (byte) (3 * i);
        }
        keys.put("nine bytes in steps", counter);
        byte[] sixteen = random();
        for (int i = 0; i < KEY_BYTES; i++) {
            sixteen[i] = (byte) (17 * (sixteen[i] & 15));
        }
        keys.put("sixteen values", sixteen);

        keys.forEach(
                (what, key) ->
                        assertThatThrownBy(() -> require(key, random(), random()))
                                .as(what)
                                .isInstanceOf(CheckFailedException.class)
                                .hasMessage("the token made an AES key of little entropy"));
    }

    @Test
    void keysThatAgreeInNinePlaces_areRefused() {
        byte[] first = random();
        byte[] third = random();
        for (int i = 0; i < KEY_BYTES; i++) {
            third[i] = (byte) (i % 4 == 0 || i == 1 ? first[i] : ~first[i]);
        }

        assertThatThrownBy(() -> require(first, random(), third))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the token made two AES keys that are mostly the same");
    }

    @Test
    void sameKeyTwice_isRefused() {
        byte[] first = random();

        assertThatThrownBy(() -> require(first, random(), first.clone()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the token made the same AES key twice: its random numbers repeat");
    }

    @Test
    void honestKeys_pass() {
        for (int i = 0; i < HONEST_TRIPLES; i++) {
            assertThatCode(() -> require(random(), random(), random())).doesNotThrowAnyException();
        }
    }

    private byte[] random() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    private static void require(byte[] first, byte[] second, byte[] third)
            throws CheckFailedException {
        try (SecretBytes one = SecretBytes.copyOf(first);
                SecretBytes two = SecretBytes.copyOf(second);
                SecretBytes three = SecretBytes.copyOf(third)) {
            AesSamples.requireRandom(List.of(one, two, three));
        }
    }
}
