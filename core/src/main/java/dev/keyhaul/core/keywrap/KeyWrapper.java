package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;

/**
 * Wraps targets under one RSA public key by RSA-AES key wrap (PKCS#11 v3.0 §6.1.18), each under a
 * new AES-256 key, by ciphers that are made once and used again.
 *
 * <p>Not thread-safe: one for each thread, as {@link KeyWrappers} hands them out. Nothing secret
 * stays here after a wrap; SunJCE's own copies, of the last AES keys in expanded form, end with the
 * garbage collector.
 */
final class KeyWrapper {
    private final int oaepBytes;
    private final RepetitionCheck random;
    private final Cipher oaep;
    private final Cipher kwp;

    /**
     * Makes a wrapper.
     *
     * @param random gives AES keys and OAEP's seeds; some providers make their seeds themselves
     * @throws IllegalArgumentException when the KEK is not usable
     */
    KeyWrapper(RSAPublicKey kek, OaepHash oaepHash, CipherSource ciphers, SecureRandom random) {
        this.oaepBytes = RsaAesKeyWrap.oaepLengthBytes(kek);
        this.random = new RepetitionCheck(random);
        try {
            oaep = ciphers.oaep(Cipher.ENCRYPT_MODE, kek, oaepHash, random);
            kwp = ciphers.kwp();
        } catch (GeneralSecurityException e) {
            throw notUsable(e);
        }
    }

    /**
     * Wraps one target of 1 byte or more.
     *
     * @throws IllegalStateException when the target is closed, or the random number generator
     *     repeats itself
     */
    byte[] wrap(SecretBytes target) {
        if (target.lengthBytes() == 0) {
            throw new IllegalArgumentException("AES-KWP takes 1 byte or more");
        }
        try (EphemeralAesKey aesKey = random.newKey()) {
            kwp.init(Cipher.ENCRYPT_MODE, aesKey);
            // With an output offset SunJCE throws for most lengths (seen on 17.0.21 and 25.0.3).
            byte[] kwpPart = target.withRawSecretBytes(kwp::doFinal);
            byte[] ciphertext = new byte[oaepBytes + kwpPart.length];
            oaep.doFinal(aesKey.rawBytes(), 0, EphemeralAesKey.LENGTH_BYTES, ciphertext, 0);
            System.arraycopy(kwpPart, 0, ciphertext, oaepBytes, kwpPart.length);
            return ciphertext;
        } catch (GeneralSecurityException e) {
            throw notUsable(e);
        } finally {
            CipherSource.forgetKey(kwp);
        }
    }

    private static IllegalArgumentException notUsable(GeneralSecurityException e) {
        return new IllegalArgumentException("not a usable RSA public key", e);
    }
}
