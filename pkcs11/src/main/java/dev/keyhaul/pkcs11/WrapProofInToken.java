package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Mechanism;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * The proof of the bytes that are shipped, inside the token: they are unwrapped under the same AES
 * key into a session object that cannot leave, which signs a challenge; the target's public key
 * verifies it here. A token that returns other bytes, another key's bytes or none is caught.
 */
final class WrapProofInToken {
    private static final String HINT = "nothing was written; do not trust this token's wrapping";

    private final Session session;
    private final SecureRandom random;

    WrapProofInToken(Session session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    /**
     * Proves the AES-KWP part of a ciphertext.
     *
     * @param split where that part begins
     */
    void prove(Mechanism keyWrap, long aes, byte[] ciphertext, int split, RSAPublicKey target)
            throws KeyTransferException {
        byte[] kwpPart = Arrays.copyOfRange(ciphertext, split, ciphertext.length);
        requireKwpLength(kwpPart);
        prove(unwrapped(keyWrap, aes, kwpPart), target);
        // The module had this array in its hands: what it proved must still be what is shipped.
        if (!Arrays.equals(kwpPart, 0, kwpPart.length, ciphertext, split, ciphertext.length)) {
            throw new CheckFailedException("the wrapped bytes changed during their proof", HINT);
        }
    }

    /**
     * These bytes came from the token a moment ago: which error it has with them is no secret, and
     * helps whoever looks for the cause.
     */
    private long unwrapped(Mechanism keyWrap, long aes, byte[] kwpPart)
            throws KeyTransferException {
        try {
            return session.unwrap(keyWrap, aes, kwpPart, Templates.provenPrivate());
        } catch (TokenException e) {
            if (Unwrapping.isOfTheBytes(e)) {
                throw new CheckFailedException(
                        "the token does not unwrap what it wrapped: " + e.getMessage(), HINT);
            }
            throw e;
        }
    }

    private void prove(long unwrapped, RSAPublicKey target) throws KeyTransferException {
        try (SessionObject proven =
                SessionObject.checked(session, unwrapped, Templates.staysSecret())) {
            AttributeValues values = session.read(proven.handle(), Cka.MODULUS);
            byte[] modulus = values.bytes(Cka.MODULUS).orElse(new byte[0]);
            if (!new BigInteger(1, modulus).equals(target.getModulus())) {
                throw new CheckFailedException("the token wrapped another key", HINT);
            }
            RsaSignature.prove(
                    session, proven.handle(), target, random, "the wrapped key is not the target");
        }
    }

    /** Output that cannot be AES-KWP of an RSA key (RFC 5649 §3) is not tried. */
    private static void requireKwpLength(byte[] kwpPart) throws CheckFailedException {
        int semiblock = 8;
        if (kwpPart.length % semiblock != 0 || kwpPart.length < 3 * semiblock) {
            throw new CheckFailedException(
                    "the token's AES-KWP output has " + kwpPart.length + " bytes", HINT);
        }
    }
}
