package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/**
 * RSA-AES key wrap (PKCS#11 v3.0 §6.1.18, CKM_RSA_AES_KEY_WRAP) in software: RSAES-OAEP of an
 * ephemeral AES-256 key, then AES-KWP of the target. There is no length field between the two: the
 * first part is as long as the RSA modulus.
 *
 * <p>Stateless and thread-safe; for many keys {@link KeyWrappers} and {@link KeyUnwrapper} are
 * faster. The AES key is wiped; what SunJCE makes of it ends with the garbage collector.
 */
public final class RsaAesKeyWrap {
    private RsaAesKeyWrap() {}

    /**
     * Returns the length in bytes of the OAEP part, that of the modulus: where a ciphertext is
     * split.
     */
    public static int oaepLengthBytes(RSAKey kek) {
        return (kek.getModulus().bitLength() + 7) / 8;
    }

    /**
     * Wraps a target of 1 byte or more under an RSA public key, with a new AES-256 key each time.
     *
     * @throws IllegalStateException when {@code random} repeats itself
     */
    public static byte[] wrap(
            SecretBytes target, RSAPublicKey kek, OaepHash oaepHash, SecureRandom random) {
        return new KeyWrapper(kek, oaepHash, CipherSource.jdk(), random).wrap(target);
    }

    /**
     * Loads what the first wrap of a process needs, some 30 ms of the JDK's work: for another
     * thread, when a wrap will follow. Without effect when it fails; the wrap will tell.
     */
    public static void load() {
        try {
            CipherSource.jdk().load();
        } catch (GeneralSecurityException | RuntimeException e) {
            // The JDK lacks a cipher: whoever wraps learns of it.
        }
    }

    /**
     * Unwraps what {@link #wrap} made; the caller closes the result.
     *
     * <p>After an OAEP failure the work goes on with a random AES key, so that both failures look
     * alike and take alike.
     *
     * @throws CheckFailedException for any wrong key, length or byte, always the same
     */
    public static SecretBytes unwrap(
            byte[] ciphertext, RSAPrivateKey kek, OaepHash oaepHash, SecureRandom random)
            throws CheckFailedException {
        return new KeyUnwrapper(kek, oaepHash, CipherSource.jdk(), random).unwrap(ciphertext);
    }
}
