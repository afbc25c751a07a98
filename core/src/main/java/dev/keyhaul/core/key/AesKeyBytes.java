package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.keywrap.EphemeralAesKey;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** The raw bytes of an AES key. */
final class AesKeyBytes {
    private static final int BLOCK_BYTES = 16;

    private AesKeyBytes() {}

    /** Whether an unwrap of so many bytes gave an AES key: no PKCS#8 is that short. */
    static boolean isLength(int bytes) {
        return KeyDescription.Aes.LENGTHS_BITS.contains(bytes * Byte.SIZE);
    }

    /**
     * Describes the key.
     *
     * @throws MalformedInputException if it has another length than 16, 24 or 32 bytes
     */
    static KeyDescription describe(byte[] raw) throws MalformedInputException {
        if (!isLength(raw.length)) {
            throw new MalformedInputException(
                    Reason.AES_KEY_FORM,
                    "an AES key has 16, 24 or 32 bytes; this one has " + raw.length,
                    "give the raw bytes, not their hex or base64");
        }
        return new KeyDescription.Aes(raw.length * Byte.SIZE, fingerprint(raw));
    }

    /**
     * Returns what shows that the key was not generated: no random key has such bytes.
     *
     * @throws MalformedInputException if all bytes are zero
     */
    static List<String> warnings(byte[] raw) throws MalformedInputException {
        int step = raw[1] - raw[0];
        for (int i = 1; i < raw.length; i++) {
            if ((byte) (raw[i] - raw[i - 1]) != (byte) step) {
                return List.of();
            }
        }
        if (step != 0) {
            return List.of("the bytes of the AES key are a plain sequence, as in an example");
        } else if (raw[0] == 0) {
            throw new MalformedInputException(
                    Reason.AES_KEY_FORM,
                    "not an AES key: all its bytes are zero",
                    "the file may have been overwritten: export the key again");
        }
        return List.of("all bytes of the AES key are the same, as in an example");
    }

    static Fingerprint fingerprint(byte[] raw) {
        try (EphemeralAesKey key = EphemeralAesKey.copyOf(raw);
                EphemeralAesKey zeros = EphemeralAesKey.copyOf(new byte[raw.length])) {
            Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding");
            cbc.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK_BYTES]));
            byte[] ciphertext = cbc.doFinal(Fingerprint.aesText());
            // The cipher would keep the expanded key.
            cbc.init(Cipher.ENCRYPT_MODE, zeros, new IvParameterSpec(new byte[BLOCK_BYTES]));
            return Fingerprint.ofAesText(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has AES", e);
        }
    }
}
