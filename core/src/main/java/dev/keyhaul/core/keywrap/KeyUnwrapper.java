package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * Opens ciphertexts of RSA-AES key wrap with one RSA private key: what {@link KeyWrappers} is to
 * wrapping. Failures are those of {@link RsaAesKeyWrap#unwrap}: all alike, and after an OAEP
 * failure the work goes on with a random AES key.
 *
 * <p>Not thread-safe: one for each thread. The private key's copies in the provider end with the
 * garbage collector.
 */
public final class KeyUnwrapper {
    /** AES-KWP makes two semiblocks of the shortest target. */
    private static final int SHORTEST_KWP_BYTES = 2 * AesKwp.SEMIBLOCK_BYTES;

    private final int split;
    private final SecureRandom random;
    private final Cipher oaep;
    private final Cipher kwp;

    /**
     * Makes an unwrapper.
     *
     * @param random gives the keys that stand in after an OAEP failure
     * @throws IllegalArgumentException when the KEK is not usable
     */
    public KeyUnwrapper(
            RSAPrivateKey kek, OaepHash oaepHash, CipherSource ciphers, SecureRandom random) {
        this.split = RsaAesKeyWrap.oaepLengthBytes(kek);
        this.random = random;
        try {
            oaep = ciphers.oaep(Cipher.DECRYPT_MODE, kek, oaepHash, random);
            kwp = ciphers.kwp();
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("not a usable RSA private key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no RSA-OAEP or AES-KWP", e);
        }
    }

    /**
     * Opens one ciphertext; the caller closes the result.
     *
     * @throws CheckFailedException for any wrong key, length or byte, always the same
     */
    public SecretBytes unwrap(byte[] ciphertext) throws CheckFailedException {
        int kwpBytes = ciphertext.length - split;
        if (kwpBytes < SHORTEST_KWP_BYTES || kwpBytes % AesKwp.SEMIBLOCK_BYTES != 0) {
            throw UnwrapFailure.create();
        }
        try (EphemeralAesKey aesKey = decryptedKeyOrRandom(ciphertext)) {
            kwp.init(Cipher.DECRYPT_MODE, aesKey);
            return SecretBytes.moveFrom(kwp.doFinal(ciphertext, split, kwpBytes));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw UnwrapFailure.create();
        } finally {
            CipherSource.forgetKey(kwp);
        }
    }

    private EphemeralAesKey decryptedKeyOrRandom(byte[] ciphertext) {
        EphemeralAesKey aesKey = new EphemeralAesKey();
        byte[] raw = aesKey.rawBytes();
        random.nextBytes(raw);
        byte[] decrypted;
        try {
            decrypted = oaep.doFinal(ciphertext, 0, split);
        } catch (GeneralSecurityException | RuntimeException e) {
            return aesKey;
        }
        if (decrypted.length == raw.length) {
            System.arraycopy(decrypted, 0, raw, 0, raw.length);
        }
        Arrays.fill(decrypted, (byte) 0);
        return aesKey;
    }
}
