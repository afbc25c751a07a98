package dev.keyhaul.pkcs11;

/**
 * What a key is generated for; it decides what the key may do, and nothing else.
 *
 * @since 0.1.0
 */
public enum KeyPurpose {
    /** A key that is to be moved: signs and decrypts, can be wrapped. */
    TARGET(2048),
    /** An RSA pair to which master copies are wrapped: unwraps, never leaves. */
    RECOVERY(3072),
    /** An AES key under which keys of the same token are wrapped: never leaves. */
    WRAPPING(256),
    /** An RSA key that signs manifests and reports: never leaves. */
    EVIDENCE(3072);

    private final int defaultBits;

    KeyPurpose(int defaultBits) {
        this.defaultBits = defaultBits;
    }

    /** Returns the kind unless another is asked for; only a target can have another. */
    public TokenKeyType type() {
        return this == WRAPPING ? TokenKeyType.AES : TokenKeyType.RSA;
    }

    /** Returns the length unless another is asked for; only a target can have another. */
    public int defaultBits() {
        return defaultBits;
    }
}
