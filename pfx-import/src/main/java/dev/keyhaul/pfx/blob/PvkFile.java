package dev.keyhaul.pfx.blob;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.der.WipedRsaNumbers;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A PVK file: six little-endian dwords (magic, 0, key type, encrypted, salt length, blob length),
 * the salt, and a {@link CryptoApiBlob}, which is encrypted with RC4 after its 8-byte header. The
 * key is SHA-1(salt ‖ password), 16 bytes; the weak form, of export rules past, zeroes all but 5 of
 * them. There is no specification: observed in OpenSSL, which takes the password's bytes as they
 * come; here they are UTF-8.
 */
final class PvkFile {
    private static final String NAME = "PVK file";
    private static final long MAGIC = 0xB0B5F11EL;
    private static final int MAX_SALT_BYTES = 10240;
    private static final int MAX_BLOB_BYTES = 102400;
    private static final int KEY_BYTES = 16;
    private static final int WEAK_KEY_BYTES = 5;
    private static final int MAGIC_OFFSET = CryptoApiBlob.HEADER_BYTES;

    private final boolean encrypted;
    private final byte[] salt;
    private final byte[] blob;

    private PvkFile(boolean encrypted, byte[] salt, byte[] blob) {
        this.encrypted = encrypted;
        this.salt = salt;
        this.blob = blob;
    }

    static boolean isOne(byte[] bytes) {
        return bytes.length >= 4
                && bytes[0] == 0x1E
                && bytes[1] == (byte) 0xF1
                && bytes[2] == (byte) 0xB5
                && bytes[3] == (byte) 0xB0;
    }

    static PvkFile parse(byte[] bytes) throws MalformedInputException {
        BlobCursor cursor = new BlobCursor(bytes, 0, NAME);
        if (cursor.dword() != MAGIC || cursor.dword() != 0) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM, "not a " + NAME + ": its header is missing");
        }
        cursor.dword(); // key type: the blob says it again
        boolean encrypted = cursor.dword() != 0;
        int saltBytes = cursor.length("salt length", MAX_SALT_BYTES);
        int blobBytes = cursor.length("blob length", MAX_BLOB_BYTES);
        if (encrypted && saltBytes == 0) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM, NAME + ": it is encrypted, but has no salt");
        }
        cursor.requireRest((long) saltBytes + blobBytes);
        return new PvkFile(encrypted, cursor.bytes(saltBytes), cursor.bytes(blobBytes));
    }

    /** Reads the key, and zeroes what was read of the file. */
    WipedRsaNumbers open(PasswordSource password) throws KeyTransferException {
        try {
            if (!encrypted) {
                return CryptoApiBlob.parse(blob);
            }
            try (Passphrase secret = password.read()) {
                return decrypted(secret);
            }
        } finally {
            Arrays.fill(blob, (byte) 0);
        }
    }

    private WipedRsaNumbers decrypted(Passphrase secret)
            throws MalformedInputException, WrongSecretException {
        try (SecretBytes key = key(secret)) {
            return decrypted(key);
        } catch (WrongSecretException e) {
            throw secret.explain(e);
        }
    }

    /** Strong first, then weak. */
    private WipedRsaNumbers decrypted(SecretBytes key)
            throws MalformedInputException, WrongSecretException {
        for (int keyBytes : new int[] {KEY_BYTES, WEAK_KEY_BYTES}) {
            Optional<byte[]> clear = decrypt(key, keyBytes);
            if (clear.isPresent()) {
                return parseAndWipe(clear.get());
            }
        }
        throw new WrongSecretException(
                Reason.PASSWORD_WRONG,
                "wrong password, or the file is damaged",
                "a PVK file has no checksum, so the two cannot be distinguished");
    }

    private static WipedRsaNumbers parseAndWipe(byte[] clear) throws MalformedInputException {
        try {
            return CryptoApiBlob.parse(clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private SecretBytes key(Passphrase password) {
        try (SecretBytes utf8 = password.utf8()) {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(salt);
            return SecretBytes.moveFrom(utf8.withRawSecretBytes(sha1::digest));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    /** Empty when what comes out has no key's magic. */
    private Optional<byte[]> decrypt(SecretBytes key, int keyBytes) {
        if (blob.length < MAGIC_OFFSET + 4) {
            return Optional.empty();
        }
        byte[] clear = blob.clone();
        key.withRawSecretBytes(
                raw -> {
                    rc4(Arrays.copyOf(Arrays.copyOf(raw, keyBytes), KEY_BYTES), clear);
                    return clear;
                });
        long magic = BlobMagic.at(clear, MAGIC_OFFSET);
        if (magic == BlobMagic.RSA2 || magic == BlobMagic.of("DSS2")) {
            return Optional.of(clear);
        }
        Arrays.fill(clear, (byte) 0);
        return Optional.empty();
    }

    private static void rc4(byte[] key, byte[] blob) {
        try {
            Cipher cipher = Cipher.getInstance("ARCFOUR");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
            cipher.doFinal(blob, MAGIC_OFFSET, blob.length - MAGIC_OFFSET, blob, MAGIC_OFFSET);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has ARCFOUR", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
