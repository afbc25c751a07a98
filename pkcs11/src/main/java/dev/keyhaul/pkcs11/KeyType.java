package dev.keyhaul.pkcs11;

import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.binding.Cko;
import java.util.List;
import java.util.Locale;

/**
 * A kind of key that can be moved: CKA_KEY_TYPE.
 *
 * @since 0.1.0
 */
public enum KeyType {
    /** An RSA pair. */
    RSA(Cko.RSA, KeyKind.PRIVATE, 2048),
    /** An EC pair on P-256, P-384 or P-521; its length is that of the curve's field. */
    EC(Cko.EC, KeyKind.PRIVATE, 256),
    /** An AES key. */
    AES(Cko.AES, KeyKind.SECRET, 256);

    private final long number;
    private final KeyKind kind;
    private final int defaultBits;

    KeyType(long number, KeyKind kind, int defaultBits) {
        this.number = number;
        this.kind = kind;
        this.defaultBits = defaultBits;
    }

    /** Returns the kind of a key. */
    static KeyType of(KeyDescription key) {
        if (key instanceof KeyDescription.Ec) {
            return EC;
        }
        return key instanceof KeyDescription.Aes ? AES : RSA;
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

    /** The value of CKA_KEY_TYPE. */
    long number() {
        return number;
    }

    /** The class of the object that is wrapped. */
    KeyKind kind() {
        return kind;
    }
}
