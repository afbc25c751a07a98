package dev.keyhaul.adrms.tpd;

import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * How the AES-128 key of a trusted publishing domain is made of its password: no salt, and next to
 * no work for whoever guesses. Observed behaviour of Exchange Server's importer.
 */
enum TpdKeyDerivation {
    /** KDF A, of version 2 exports: SHA-256 of the password in UTF-16LE, no terminator. */
    SHA256_OF_UTF16 {
        @Override
        SecretBytes derive(Passphrase password) {
            try (SecretBytes utf16 = password.withRawSecretChars(TpdKeyDerivation::utf16le)) {
                return firstBytes(utf16.withRawSecretBytes(digest("SHA-256")::digest));
            }
        }
    },

    /**
     * KDF B, of version 1 exports (assumed): .NET's {@code PasswordDeriveBytes(password, null)},
     * which is PBKDF1 (RFC 8018 §5.1) with SHA-1, 100 iterations and no salt over UTF-8.
     */
    PBKDF1_SHA1 {
        @Override
        SecretBytes derive(Passphrase password) {
            MessageDigest sha1 = digest("SHA-1");
            try (SecretBytes utf8 = password.utf8()) {
                byte[] hash = utf8.withRawSecretBytes(sha1::digest);
                for (int i = 1; i < ITERATIONS; i++) {
                    byte[] next = sha1.digest(hash);
                    Arrays.fill(hash, (byte) 0);
                    hash = next;
                }
                return firstBytes(hash);
            }
        }
    };

    private static final int ITERATIONS = 100;
    private static final int KEY_BYTES = 16;

    /** Returns the AES-128 key, which the caller closes. */
    abstract SecretBytes derive(Passphrase password);

    private static SecretBytes utf16le(char[] chars) {
        byte[] bytes = new byte[2 * chars.length];
        for (int i = 0; i < chars.length; i++) {
            bytes[2 * i] = (byte) chars[i];
            bytes[2 * i + 1] = (byte) (chars[i] >> 8);
        }
        return SecretBytes.moveFrom(bytes);
    }

    private static SecretBytes firstBytes(byte[] hash) {
        try {
            return SecretBytes.moveFrom(Arrays.copyOf(hash, KEY_BYTES));
        } finally {
            Arrays.fill(hash, (byte) 0);
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has " + algorithm, e);
        }
    }
}
