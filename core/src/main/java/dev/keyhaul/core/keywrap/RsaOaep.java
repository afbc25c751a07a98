package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;

/** RSAES-OAEP (RFC 8017 §7.1) of a short key itself, with an empty label, in software. */
public final class RsaOaep {
    private RsaOaep() {}

    /**
     * Encrypts a key.
     *
     * @param key shorter than the modulus by 2 + 2 × the hash's length, as every AES key is
     */
    public static byte[] encrypt(
            SecretBytes key, RSAPublicKey under, OaepHash oaepHash, SecureRandom random) {
        try {
            Cipher oaep = CipherSource.jdk().oaep(Cipher.ENCRYPT_MODE, under, oaepHash, random);
            return key.withRawSecretBytes(oaep::doFinal);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a usable RSA public key", e);
        }
    }
}
