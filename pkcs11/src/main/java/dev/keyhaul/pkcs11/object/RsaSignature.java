package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2): hashed here, signed in the token with
 * CKM_RSA_PKCS, which more tokens have than CKM_SHA256_RSA_PKCS.
 */
public final class RsaSignature {
    private static final int CHALLENGE_BYTES = 32;

    /** The DigestInfo up to the digest (RFC 8017 §9.2, note 1). */
    private static final byte[] SHA256_DIGEST_INFO =
            HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private RsaSignature() {}

    public static byte[] sign(Session session, long key, byte[] data) throws TokenException {
        return session.sign(Mechanism.of(Ckm.RSA_PKCS), key, digestInfo(data));
    }

    /**
     * Lets a private key in the token sign a random challenge and verifies that here.
     *
     * @param failure what to say when it does not verify
     */
    public static void prove(
            Session session, long key, RSAPublicKey publicKey, SecureRandom random, String failure)
            throws TokenException, CheckFailedException {
        byte[] challenge = new byte[CHALLENGE_BYTES];
        random.nextBytes(challenge);
        if (!verifies(publicKey, challenge, sign(session, key, challenge))) {
            throw new CheckFailedException(failure);
        }
    }

    private static boolean verifies(RSAPublicKey publicKey, byte[] data, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(publicKey);
            verifier.update(data);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // Another length than the modulus: the signature of another key.
            return false;
        }
    }

    private static byte[] digestInfo(byte[] data) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(data);
            byte[] info =
                    Arrays.copyOf(SHA256_DIGEST_INFO, SHA256_DIGEST_INFO.length + digest.length);
            System.arraycopy(digest, 0, info, SHA256_DIGEST_INFO.length, digest.length);
            return info;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
