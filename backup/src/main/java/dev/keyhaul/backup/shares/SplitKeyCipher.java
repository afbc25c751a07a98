package dev.keyhaul.backup.shares;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) as shares use it: a nonce of 12 bytes, the ciphertext, and a tag of
 * 16 bytes; the set's id in hex is authenticated with it. Each key encrypts one target, or one
 * share.
 */
public final class SplitKeyCipher {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private SplitKeyCipher() {}

    /**
     * Encrypts; {@code clear} and {@code key} stay the caller's to wipe.
     *
     * @param key 32 bytes, which never encrypted anything before
     * @param set the id of the set of shares in hex
     */
    public static byte[] encrypt(byte[] clear, SecretBytes key, String set, SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, set);
            byte[] output = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(clear.length));
            cipher.doFinal(clear, 0, clear.length, output, NONCE_BYTES);
            return output;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES-GCM", e);
        }
    }

    /**
     * Decrypts what {@link #encrypt} made; the caller closes the result.
     *
     * @throws CheckFailedException when it was made with another key or for another set, or is
     *     damaged; nothing tells which
     */
    public static SecretBytes decrypt(byte[] sealed, SecretBytes key, String set)
            throws CheckFailedException {
        try {
            Cipher cipher =
                    cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE_BYTES), set);
            return SecretBytes.moveFrom(
                    cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw UnwrapFailure.create();
        }
    }

    private static Cipher cipher(int mode, SecretBytes key, byte[] nonce, String set)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        SecretKeySpec aes = key.withRawSecretBytes(bytes -> new SecretKeySpec(bytes, "AES"));
        cipher.init(mode, aes, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(set.getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
