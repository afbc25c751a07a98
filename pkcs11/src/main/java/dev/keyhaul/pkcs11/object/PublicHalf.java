package dev.keyhaul.pkcs11.object;

import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What a token tells of the public half of a key.
 *
 * @param key the public half; null where it tells none that is usable
 * @param lengthBits the length of the modulus or of the curve's field; 0 where it is not told
 * @param elsewhere whether a public object told it, which belongs to the private one by its
 *     attributes alone
 * @param problem why there is no public key, if that is known; else empty
 */
public record PublicHalf(
        @Nullable PublicKey key, int lengthBits, boolean elsewhere, String problem) {
    /** Of a key without one, or whose token tells nothing of it. */
    static final PublicHalf NONE = new PublicHalf(null, 0, false, "");

    static PublicHalf of(PublicKey key, int lengthBits) {
        return new PublicHalf(key, lengthBits, false, "");
    }

    static PublicHalf missing(int lengthBits, String problem) {
        return new PublicHalf(null, lengthBits, false, problem);
    }

    PublicHalf toldElsewhere() {
        return new PublicHalf(key, lengthBits, true, problem);
    }
}
