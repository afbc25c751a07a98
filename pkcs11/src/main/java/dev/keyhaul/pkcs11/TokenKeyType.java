package dev.keyhaul.pkcs11;

import dev.keyhaul.core.key.KeyDescription;
import java.util.List;
import java.util.Locale;

/**
 * A kind of key that can be moved: CKA_KEY_TYPE.
 *
 * @since 0.1.0
 */
public enum TokenKeyType {
    /** An RSA pair. */
    RSA(2048),
    /** An EC pair on P-256, P-384 or P-521; its length is that of the curve's field. */
    EC(256),
    /** An AES key. */
    AES(256);

    private final int defaultBits;

    TokenKeyType(int defaultBits) {
        this.defaultBits = defaultBits;
    }

    /** Returns the length of a key for which no other is asked for. */
    public int defaultBits() {
        return defaultBits;
    }

    /** Returns the lengths that can be generated. */
    public List<Integer> lengthsBits() {
        return switch (this) {
            case RSA -> List.of(1024, 2048, 3072, 4096);
            case EC -> List.of(256, 384, 521);
            case AES -> KeyDescription.Aes.LENGTHS_BITS;
        };
    }

    /** Returns the value's name in options. */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
