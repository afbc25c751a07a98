package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * ES256, ES384 and ES512 (RFC 7518 §3.4): hashed here, signed in the token with CKM_ECDSA, which
 * more tokens have than the mechanisms that hash.
 */
public final class EcSignature {
    private EcSignature() {}

    /** Returns r and s side by side. */
    public static byte[] sign(Session session, long handle, KeyDescription.Ec key, byte[] data)
            throws TokenException {
        return session.sign(Mechanism.of(Ckm.ECDSA), handle, digest(key, data));
    }

    /**
     * Lets a private key in the token sign a random challenge and verifies that here.
     *
     * @param failure what to say when it does not verify
     */
    public static void prove(
            Session session,
            long handle,
            KeyDescription.Ec key,
            SecureRandom random,
            String failure)
            throws TokenException, CheckFailedException {
        byte[] challenge = KeyChallenge.random(random);
        if (!KeyChallenge.verifies(key.ec(), challenge, sign(session, handle, key, challenge))) {
            throw new CheckFailedException(failure);
        }
    }

    private static byte[] digest(KeyDescription.Ec key, byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-" + key.curve().hashBits()).digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-2", e);
        }
    }
}
