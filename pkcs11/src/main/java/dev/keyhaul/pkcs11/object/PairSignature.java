package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Signatures by pairs of a token. What is signed is hashed here, since more tokens have the bare
 * mechanisms: CKM_RSA_PKCS for RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2), and CKM_ECDSA with
 * the hash of the curve (RFC 7518 §3.4).
 */
public final class PairSignature {
    /** The DigestInfo up to the digest (RFC 8017 §9.2, note 1). */
    private static final byte[] SHA256_DIGEST_INFO =
            HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private PairSignature() {}

    /**
     * Signs as {@link KeyChallenge#verifies} verifies; by an EC key, r and s side by side.
     *
     * @throws RefusedException when it is an AES key
     */
    public static byte[] sign(Session session, long handle, KeyDescription key, byte[] data)
            throws KeyTransferException {
        if (key instanceof KeyDescription.Ec pair) {
            byte[] digest = digest("SHA-" + pair.curve().hashBits(), data);
            return session.sign(Mechanism.of(Ckm.ECDSA), handle, digest);
        } else if (key instanceof KeyDescription.Rsa) {
            byte[] digest = digest("SHA-256", data);
            byte[] info =
                    ByteBuffer.allocate(SHA256_DIGEST_INFO.length + digest.length)
                            .put(SHA256_DIGEST_INFO)
                            .put(digest)
                            .array();
            return session.sign(Mechanism.of(Ckm.RSA_PKCS), handle, info);
        }
        throw new RefusedException(
                Reason.KEY_KIND, "an AES key cannot sign", "use it to encrypt a text instead");
    }

    /**
     * Lets a private key in the token sign a random challenge and verifies that here.
     *
     * @param failure what to say when it does not verify
     */
    public static void prove(
            Session session, long handle, KeyDescription key, SecureRandom random, String failure)
            throws KeyTransferException {
        byte[] challenge = KeyChallenge.random(random);
        byte[] signature = sign(session, handle, key, challenge);
        if (isNone(signature)) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND,
                    "C_Sign returned CKR_OK, but its signature is "
                            + (signature.length == 0 ? "empty" : "all zeros"),
                    "the token did not use the key: report it to its vendor");
        }
        if (!KeyChallenge.verifies(key.publicKey().orElseThrow(), challenge, signature)) {
            throw new CheckFailedException(Reason.TOKEN_UNSOUND, failure);
        }
    }

    /** What a module gives that did nothing says nothing of the key. */
    private static boolean isNone(byte[] signature) {
        int bits = 0;
        for (byte one : signature) {
            bits |= one;
        }
        return bits == 0;
    }

    static byte[] digest(String algorithm, byte[] data) {
        try {
            return MessageDigest.getInstance(algorithm).digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1 and SHA-2", e);
        }
    }
}
