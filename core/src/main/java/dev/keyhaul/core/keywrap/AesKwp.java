package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * AES key wrap with padding, KWP (RFC 5649; NIST SP 800-38F §6.3), as the JDK has it since 17.
 *
 * <p>Stateless and thread-safe.
 */
public final class AesKwp {
    /** KWP lengthens by 8 bytes and rounds up to 8. */
    static final int SEMIBLOCK_BYTES = 8;

    private static final String TRANSFORMATION = "AES/KWP/NoPadding";

    private AesKwp() {}

    /** Returns the length in bytes of {@code targetBytes} bytes when they are wrapped. */
    static int wrappedLengthBytes(int targetBytes) {
        int semiblocks = (targetBytes + SEMIBLOCK_BYTES - 1) / SEMIBLOCK_BYTES;
        return (semiblocks + 1) * SEMIBLOCK_BYTES;
    }

    /** Wraps 1 byte or more under an AES key. */
    public static byte[] wrap(SecretBytes target, SecretKey aesKey) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.ENCRYPT_MODE, aesKey);
            return target.withRawSecretBytes(cipher::doFinal);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not to be wrapped with AES-KWP", e);
        }
    }

    /**
     * Unwraps what {@link #wrap} made; the caller closes the result.
     *
     * @throws CheckFailedException for any wrong key, length or byte, always the same
     */
    public static SecretBytes unwrap(byte[] wrapped, SecretKey aesKey) throws CheckFailedException {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.DECRYPT_MODE, aesKey);
            return SecretBytes.moveFrom(cipher.doFinal(wrapped));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw UnwrapFailure.create();
        }
    }
}
