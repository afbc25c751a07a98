package dev.keyhaul.localvault.crypto;

import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import javax.crypto.Cipher;

/** RSASP1 and RSAVP1 (RFC 8017 §5.2): the JDK's, which blinds the private one. */
final class RawRsa {
    private static final String TRANSFORMATION = "RSA/ECB/NoPadding";

    private RawRsa() {}

    static byte[] sign(RSAPrivateKey key, byte[] message) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a checked key refuses to sign", e);
        }
    }

    /** Returns the message, or empty when the signature is not below the modulus. */
    static Optional<byte[]> open(RSAPublicKey key, byte[] signature) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.DECRYPT_MODE, key);
            return Optional.of(cipher.doFinal(signature));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
