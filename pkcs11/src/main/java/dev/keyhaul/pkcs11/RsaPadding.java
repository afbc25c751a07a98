package dev.keyhaul.pkcs11;

/**
 * How an RSA ciphertext is padded.
 *
 * @since 0.1.0
 */
public enum RsaPadding {
    /** RSAES-PKCS1-v1_5 (RFC 8017 §7.2); Key Vault's RSA1_5. */
    PKCS1,
    /** RSAES-OAEP with SHA-1 throughout; Key Vault's RSA-OAEP. */
    OAEP_SHA1,
    /**
     * RSAES-OAEP with SHA-256 throughout, which SoftHSM 2.6.1 cannot do; Key Vault's RSA-OAEP-256.
     */
    OAEP_SHA256;
}
