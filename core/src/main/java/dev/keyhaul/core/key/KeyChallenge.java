package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.argument.Arguments;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import javax.crypto.Cipher;

/**
 * The public half of a proof that a private key is where it should be: what it signs is verified
 * here, what is encrypted here it decrypts. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class KeyChallenge {
    private static final int LENGTH_BYTES = 32;

    private KeyChallenge() {}

    /** Returns 32 new random bytes, to be signed or encrypted. */
    public static byte[] random(SecureRandom random) {
        byte[] challenge = new byte[LENGTH_BYTES];
        random.nextBytes(challenge);
        return challenge;
    }

    /**
     * Whether {@code signature} is the key's over {@code data}: RSASSA-PKCS1-v1_5 with SHA-256 (RFC
     * 8017 §8.2).
     */
    public static boolean verifiesRs256(PublicKey key, byte[] data, byte[] signature) {
        Arguments.notNull("key", key);
        try {
            Signature rs256 = Signature.getInstance("SHA256withRSA");
            rs256.initVerify(key);
            rs256.update(data);
            return rs256.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of another length than the modulus is an exception, not false.
            return false;
        }
    }

    /**
     * Whether {@code signature} is the key's over {@code data}: RS256 for RSA; for EC, ES256, ES384
     * or ES512 by its curve (RFC 7518 §3.4), r and s side by side.
     */
    public static boolean verifies(PublicKey key, byte[] data, byte[] signature) {
        Arguments.notNull("key", key);
        if (!(key instanceof ECPublicKey ec)) {
            return verifiesRs256(key, data, signature);
        }
        try {
            int bits = KeyDescription.Curve.of(ec.getParams()).hashBits();
            Signature ecdsa = Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            ecdsa.initVerify(ec);
            ecdsa.update(data);
            return ecdsa.verify(signature);
        } catch (GeneralSecurityException | MalformedInputException e) {
            return false;
        }
    }

    /**
     * Encrypts a challenge with RSA-OAEP, SHA-1 for hash and MGF1 (RFC 8017 §7.1).
     *
     * @param challenge short enough for the key, as {@link #random}'s is for every RSA key of 1024
     *     bits or more
     */
    public static byte[] encryptOaepSha1(PublicKey key, byte[] challenge, SecureRandom random) {
        Arguments.notNull("key", key, "challenge", challenge, "random", random);
        try {
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
            oaep.init(Cipher.ENCRYPT_MODE, key, OaepHash.SHA1.parameters(), random);
            return oaep.doFinal(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the challenge does not match the key", e);
        }
    }
}
