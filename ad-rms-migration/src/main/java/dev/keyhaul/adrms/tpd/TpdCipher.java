package dev.keyhaul.adrms.tpd;

import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-128-CBC with PKCS#7 padding and one IV for all: no MAC, so that a wrong key passes one time
 * in 256, and what comes out says by its structure whether it is right.
 */
final class TpdCipher {
    private static final byte[] IV = HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f10");

    private TpdCipher() {}

    /** Decrypts, to bytes that the caller wipes; empty when length or padding are wrong. */
    static Optional<byte[]> decrypt(byte[] ciphertext, SecretBytes key) {
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key).doFinal(ciphertext));
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            return Optional.empty();
        }
    }

    static byte[] encrypt(byte[] clear, SecretBytes key) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key).doFinal(clear);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw new AssertionError("padding takes every length", e);
        }
    }

    private static Cipher cipher(int mode, SecretBytes key) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    mode,
                    key.withRawSecretBytes(raw -> new SecretKeySpec(raw, "AES")),
                    new IvParameterSpec(IV));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES-CBC", e);
        }
    }
}
