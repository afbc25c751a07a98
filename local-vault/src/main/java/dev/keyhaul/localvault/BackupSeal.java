package dev.keyhaul.localvault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What keeps key backups opaque: AES-256-GCM under a key that this server alone has.
 *
 * <p>All vaults of one server share it, as the service's do in one subscription and geography; it
 * ends with the server. A blob is the nonce and the ciphertext with its tag. Thread-safe.
 */
final class BackupSeal {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE =
            "keyhaul local vault key backup".getBytes(StandardCharsets.US_ASCII);

    private final SecretKey key;
    private final SecureRandom random;

    private BackupSeal(SecretKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    static BackupSeal generate(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        try {
            return new BackupSeal(new SecretKeySpec(bytes, "AES"), random);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    byte[] seal(byte[] content) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(content);
            byte[] blob = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, blob, NONCE_BYTES, sealed.length);
            return blob;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES-GCM", e);
        }
    }

    /** Refuses, all alike, what is damaged, forged, or another server's. */
    byte[] open(byte[] blob) throws ServiceError {
        if (blob.length < NONCE_BYTES) {
            throw doesNotOpen();
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(blob, NONCE_BYTES))
                    .doFinal(blob, NONCE_BYTES, blob.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw doesNotOpen();
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(PURPOSE);
        return cipher;
    }

    private static ServiceError doesNotOpen() {
        return ServiceError.badParameter(
                "value is no key backup of this server: another server's, or damaged");
    }
}
