package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Signatures by pairs of a token. What is signed is hashed here, since more tokens have the bare
 * mechanisms: CKM_RSA_PKCS for RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2), and CKM_ECDSA with
 * the hash of the curve (RFC 7518 §3.4). A token without these hashes itself.
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
            Ckm hashing =
                    switch (pair.curve()) {
                        case P256 -> Ckm.ECDSA_SHA256;
                        case P384 -> Ckm.ECDSA_SHA384;
                        case P521 -> Ckm.ECDSA_SHA512;
                    };
            return sign(session, handle, Ckm.ECDSA, digest, hashing, data);
        } else if (key instanceof KeyDescription.Rsa) {
            byte[] digest = digest("SHA-256", data);
            byte[] info =
                    ByteBuffer.allocate(SHA256_DIGEST_INFO.length + digest.length)
                            .put(SHA256_DIGEST_INFO)
                            .put(digest)
                            .array();
            return sign(session, handle, Ckm.RSA_PKCS, info, Ckm.SHA256_RSA_PKCS, data);
        }
        throw new RefusedException(
                Reason.KEY_KIND, "an AES key cannot sign", "use it to encrypt a text instead");
    }

    private static byte[] sign(
            Session session, long handle, Ckm bare, byte[] hashed, Ckm hashing, byte[] data)
            throws TokenException {
        try {
            return session.sign(Mechanism.of(bare), handle, hashed);
        } catch (TokenException e) {
            if (!TokenFailure.is(e, Ckr.MECHANISM_INVALID)) {
                throw e;
            }
            try {
                return session.sign(Mechanism.of(hashing), handle, data);
            } catch (TokenException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
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
        if (key instanceof KeyDescription.Ec pair && isDer(signature, pair.curve())) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND,
                    "C_Sign returned a signature in DER, but PKCS#11 requires r and s side by side",
                    "this says nothing of the key: report it to the token's vendor");
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

    /** A SEQUENCE (X.690), of a length that r and s side by side do not have. */
    private static boolean isDer(byte[] signature, KeyDescription.Curve curve) {
        return signature.length != 2 * curve.coordinateBytes() && signature[0] == 0x30;
    }

    static byte[] digest(String algorithm, byte[] data) {
        try {
            return MessageDigest.getInstance(algorithm).digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1 and SHA-2", e);
        }
    }
}
