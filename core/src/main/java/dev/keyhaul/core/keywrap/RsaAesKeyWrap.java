package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * RSA-AES key wrap (PKCS#11 v3.0 §6.1.18, CKM_RSA_AES_KEY_WRAP) in software: RSAES-OAEP of an
 * ephemeral AES-256 key, then AES-KWP of the target. There is no length field between the two: the
 * first part is as long as the RSA modulus.
 *
 * <p>Stateless and thread-safe. The AES key is wiped; {@link SecretKeySpec} keeps a copy that only
 * the garbage collector ends.
 */
public final class RsaAesKeyWrap {
    private static final int AES_KEY_BYTES = 32;
    private static final String OAEP = "RSA/ECB/OAEPPadding";

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
     */
    public static byte[] wrap(
            SecretBytes target, RSAPublicKey kek, OaepHash oaepHash, SecureRandom random) {
        byte[] aesKey = new byte[AES_KEY_BYTES];
        random.nextBytes(aesKey);
        try {
            byte[] oaepPart = encryptAesKey(aesKey, kek, oaepHash, random);
            byte[] kwpPart = AesKwp.wrap(target, new SecretKeySpec(aesKey, "AES"));
            byte[] ciphertext = Arrays.copyOf(oaepPart, oaepPart.length + kwpPart.length);
            System.arraycopy(kwpPart, 0, ciphertext, oaepPart.length, kwpPart.length);
            return ciphertext;
        } finally {
            Arrays.fill(aesKey, (byte) 0);
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
        int split = oaepLengthBytes(kek);
        if (ciphertext.length <= split) {
            throw UnwrapFailure.create();
        }
        byte[] oaepPart = Arrays.copyOf(ciphertext, split);
        byte[] kwpPart = Arrays.copyOfRange(ciphertext, split, ciphertext.length);
        byte[] aesKey = decryptAesKeyOrRandom(oaepPart, kek, oaepHash, random);
        try {
            return AesKwp.unwrap(kwpPart, new SecretKeySpec(aesKey, "AES"));
        } finally {
            Arrays.fill(aesKey, (byte) 0);
        }
    }

    private static byte[] encryptAesKey(
            byte[] aesKey, RSAPublicKey kek, OaepHash oaepHash, SecureRandom random) {
        try {
            Cipher cipher = Cipher.getInstance(OAEP);
            cipher.init(Cipher.ENCRYPT_MODE, kek, oaepHash.parameters(), random);
            return cipher.doFinal(aesKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a usable RSA public key", e);
        }
    }

    private static byte[] decryptAesKeyOrRandom(
            byte[] oaepPart, RSAPrivateKey kek, OaepHash oaepHash, SecureRandom random) {
        byte[] replacement = new byte[AES_KEY_BYTES];
        random.nextBytes(replacement);
        byte[] decrypted = null;
        try {
            Cipher cipher = Cipher.getInstance(OAEP);
            cipher.init(Cipher.DECRYPT_MODE, kek, oaepHash.parameters());
            decrypted = cipher.doFinal(oaepPart);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("not a usable RSA private key", e);
        } catch (GeneralSecurityException | RuntimeException e) {
            return replacement;
        }
        if (decrypted.length != AES_KEY_BYTES) {
            Arrays.fill(decrypted, (byte) 0);
            return replacement;
        }
        return decrypted;
    }
}
