package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.SecureRandom;

/**
 * CKM_AES_CBC without padding and with an IV of zeros, of two blocks: by what an AES key makes of
 * them it is known. A random text is encrypted for a proof, and a fixed one for the fingerprint;
 * never the block of zeros, whose ciphertext is the hash key of GCM.
 */
public final class AesCbc {
    private static final int BLOCK_BYTES = 16;
    private static final int TEXT_BYTES = Fingerprint.aesText().length;

    private AesCbc() {}

    /** Encrypts two blocks in the token. */
    public static byte[] encrypt(Session session, long key, byte[] text)
            throws TokenException, CheckFailedException {
        byte[] ciphertext = session.encrypt(mechanism(), key, text);
        if (ciphertext.length != text.length) {
            throw TokenFailure.lie(
                    "the token's CKM_AES_CBC gave "
                            + ciphertext.length
                            + " bytes for "
                            + text.length);
        }
        return ciphertext;
    }

    /** Decrypts in the token; the caller wipes the result. */
    public static byte[] decrypt(Session session, long key, byte[] ciphertext)
            throws TokenException {
        return session.decrypt(mechanism(), key, ciphertext);
    }

    public static Mechanism mechanism() {
        return new Mechanism(Ckm.AES_CBC.code(), new Mechanism.Raw(new byte[BLOCK_BYTES]));
    }

    public static Fingerprint fingerprint(Session session, long key)
            throws TokenException, CheckFailedException {
        return Fingerprint.ofAesText(encrypt(session, key, Fingerprint.aesText()));
    }

    public static byte[] randomText(SecureRandom random) {
        byte[] text = new byte[TEXT_BYTES];
        random.nextBytes(text);
        return text;
    }
}
