package dev.keyhaul.core.key;

/**
 * How wrapped bytes are laid out.
 *
 * @since 0.1.0
 */
public enum WrapMethod {
    /**
     * RSAES-OAEP (SHA-1, MGF1-SHA-1, empty label) of an AES-256 key, as long as the modulus; then
     * AES-KWP of the target's PKCS#8 (PKCS#11 v3.0 §6.1.18, CKM_RSA_AES_KEY_WRAP).
     */
    RSA_AES_SHA1("CKM_RSA_AES_KEY_WRAP, OAEP with SHA-1"),

    /** The same with SHA-256 for OAEP and for its MGF1. */
    RSA_AES_SHA256("CKM_RSA_AES_KEY_WRAP, OAEP with SHA-256"),

    /** RSAES-OAEP (SHA-1, MGF1-SHA-1, empty label) of an AES key's own bytes, and nothing else. */
    RSA_OAEP_SHA1("RSAES-OAEP of the raw key, with SHA-1"),

    /** The same with SHA-256 for OAEP and for its MGF1. */
    RSA_OAEP_SHA256("RSAES-OAEP of the raw key, with SHA-256"),

    /** AES-KWP (RFC 5649) of the target's PKCS#8 under an AES key that stays in its token. */
    AES_KWP("AES-KWP"),

    /** EncryptedPrivateKeyInfo (RFC 5958 §3) of the target's PKCS#8, under a password. */
    ENCRYPTED_PKCS8("encrypted PKCS#8"),

    /** AES-256-GCM of the target's PKCS#8 under a key that is split into shares. */
    AES_GCM("AES-256-GCM, its key in shares");

    private final String label;

    WrapMethod(String label) {
        this.label = label;
    }

    /** Returns the name for reports. */
    public String label() {
        return label;
    }
}
