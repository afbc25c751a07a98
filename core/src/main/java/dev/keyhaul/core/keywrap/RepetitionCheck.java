package dev.keyhaul.core.keywrap;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Makes AES keys from a random number generator, and refuses to go on with one that repeats itself:
 * a generator that is stuck would give every blob the same key, and nobody would see it. The idea
 * is the repetition count test of NIST SP 800-90B §4.4.1; each draw is 8 bytes longer than the key,
 * and it is these, which protect nothing, that are compared with the last ones.
 *
 * <p>A good generator fails it once in 2<sup>63</sup> keys. It finds a broken generator, not a weak
 * or a malicious one.
 */
final class RepetitionCheck {
    private static final int TAG_BYTES = 8;

    private final SecureRandom random;
    private final byte[] drawn = new byte[EphemeralAesKey.LENGTH_BYTES + TAG_BYTES];
    private final byte[] lastTag = new byte[TAG_BYTES];

    /** Draws once, so that the first key has something to be compared with. */
    RepetitionCheck(SecureRandom random) {
        this.random = random;
        random.nextBytes(drawn);
        rememberAndWipe();
    }

    /**
     * Makes a key, which the caller closes.
     *
     * @throws IllegalStateException when the generator gave the same as before, or one block over
     *     and over
     */
    EphemeralAesKey newKey() {
        random.nextBytes(drawn);
        boolean stuck =
                Arrays.equals(
                                drawn,
                                EphemeralAesKey.LENGTH_BYTES,
                                drawn.length,
                                lastTag,
                                0,
                                TAG_BYTES)
                        || Arrays.equals(drawn, 0, TAG_BYTES, drawn, TAG_BYTES, 2 * TAG_BYTES);
        EphemeralAesKey key = new EphemeralAesKey();
        System.arraycopy(drawn, 0, key.rawBytes(), 0, EphemeralAesKey.LENGTH_BYTES);
        rememberAndWipe();
        if (stuck) {
            key.close();
            throw new IllegalStateException(
                    "the random number generator repeats itself; nothing was wrapped with what it gave");
        }
        return key;
    }

    private void rememberAndWipe() {
        System.arraycopy(drawn, EphemeralAesKey.LENGTH_BYTES, lastTag, 0, TAG_BYTES);
        Arrays.fill(drawn, (byte) 0);
    }
}
