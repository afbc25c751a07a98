package dev.keyhaul.core.evidence;

import dev.keyhaul.core.KeyTransferException;
import java.security.interfaces.RSAPublicKey;

/**
 * An evidence key: it signs manifests and journal entries, and does nothing else. It is never a key
 * that copies are made of. One thread at a time uses an evidence key, unless its class says
 * otherwise.
 *
 * @since 0.1.0
 */
public interface EvidenceSigner {
    /** Returns the public half, by which the signatures are verified. */
    RSAPublicKey publicKey();

    /**
     * Signs by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2), which OpenSSL verifies with {@code
     * openssl dgst -sha256 -verify}; the data is hashed by the signer.
     *
     * @throws KeyTransferException when the key's home fails
     */
    byte[] sign(byte[] data) throws KeyTransferException;
}
