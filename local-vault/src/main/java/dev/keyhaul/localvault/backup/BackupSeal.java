package dev.keyhaul.localvault.backup;

import dev.keyhaul.localvault.http.RefusedRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What keeps key backups opaque: AES-256-GCM under a key that this server, or its state folder,
 * alone has.
 *
 * <p>A blob is the scope's length in 2 bytes and the scope, which may be known and cannot be
 * changed; then the nonce, and the ciphertext with its tag. Thread-safe.
 */
public final class BackupSeal {
    static final int KEY_BYTES = 32;

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

    public static BackupSeal generate(SecureRandom random) {
        byte[] bytes = newKey(random);
        try {
            return of(bytes, random);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    public static byte[] newKey(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Takes a copy of the key. */
    public static BackupSeal of(byte[] key, SecureRandom random) {
        return new BackupSeal(new SecretKeySpec(key, "AES"), random);
    }

    byte[] seal(byte[] content, BackupScope scope) {
        byte[] bound = scope.bytes();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, bound).doFinal(content);
            return ByteBuffer.allocate(Short.BYTES + bound.length + NONCE_BYTES + sealed.length)
                    .putShort((short) bound.length)
                    .put(bound)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES-GCM", e);
        }
    }

    /** Refuses, all alike, what is damaged, forged, or another server's; then another scope's. */
    byte[] open(byte[] blob, BackupScope here) throws RefusedRequest {
        ByteBuffer rest = ByteBuffer.wrap(blob);
        if (rest.remaining() < Short.BYTES) {
            throw doesNotOpen();
        }
        int scopeBytes = Short.toUnsignedInt(rest.getShort());
        if (rest.remaining() < scopeBytes + NONCE_BYTES) {
            throw doesNotOpen();
        }
        byte[] bound = take(rest, scopeBytes);
        byte[] content = opened(rest, bound);
        if (!Arrays.equals(bound, here.bytes())) {
            Arrays.fill(content, (byte) 0);
            throw RefusedRequest.badParameter(
                    "value is a backup of "
                            + new String(bound, StandardCharsets.UTF_8)
                            + "; this vault is of "
                            + here.text());
        }
        return content;
    }

    private byte[] opened(ByteBuffer rest, byte[] bound) throws RefusedRequest {
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, take(rest, NONCE_BYTES), bound);
            return cipher.doFinal(take(rest, rest.remaining()));
        } catch (GeneralSecurityException e) {
            throw doesNotOpen();
        }
    }

    private static byte[] take(ByteBuffer rest, int length) {
        byte[] taken = new byte[length];
        rest.get(taken);
        return taken;
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(PURPOSE);
        cipher.updateAAD(bound);
        return cipher;
    }

    private static RefusedRequest doesNotOpen() {
        return RefusedRequest.malformedBackup(
                "value is not a key backup of this server: another server's, or damaged");
    }
}
