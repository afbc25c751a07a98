package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;

/**
 * The proof of the bytes that are shipped, inside the token: they are unwrapped under the same AES
 * key into a session object that cannot leave, which signs a challenge; the target's public key
 * verifies it here. A token that returns other bytes, another key's bytes or none is caught.
 */
final class WrapProofInToken implements ProvenWrap {
    private final Session session;
    private final SecureRandom random;

    WrapProofInToken(Session session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    @Override
    public byte[] wrap(WrappingAes.OfTargets aes, TokenKey target) throws TokenException {
        return aes.wrap(target);
    }

    @Override
    public void prove(WrappingAes aes, byte[] ciphertext, int split, TokenKey target)
            throws KeyTransferException {
        prove(aes, ciphertext, split, target.publicKey());
    }

    void prove(WrappingAes aes, byte[] ciphertext, int split, RSAPublicKey key)
            throws KeyTransferException {
        byte[] kwpPart = Arrays.copyOfRange(ciphertext, split, ciphertext.length);
        requireKwpLength(kwpPart);
        prove(unwrapped(aes, kwpPart), key);
        // The module had this array in its hands: what it proved must still be what is shipped.
        if (!Arrays.equals(kwpPart, 0, kwpPart.length, ciphertext, split, ciphertext.length)) {
            throw new CheckFailedException(
                    "the wrapped bytes changed during their proof", Rehearsal.HINT);
        }
    }

    /**
     * These bytes came from the token a moment ago: which error it has with them is no secret, and
     * helps whoever looks for the cause.
     */
    static long unwrapped(WrappingAes aes, byte[] kwpPart) throws KeyTransferException {
        try {
            return aes.unwrap(kwpPart, Templates.provenPrivate());
        } catch (TokenException e) {
            if (Unwrapping.isOfTheBytes(e)) {
                throw new CheckFailedException(
                        "the token does not unwrap what it wrapped: " + e.getMessage(),
                        Rehearsal.HINT);
            }
            throw e;
        }
    }

    private void prove(long unwrapped, RSAPublicKey key) throws KeyTransferException {
        AttributeValues values = secret(unwrapped);
        try (SessionObject proven = new SessionObject(session, unwrapped)) {
            byte[] modulus = values.bytes(Cka.MODULUS).orElse(new byte[0]);
            if (!new BigInteger(1, modulus).equals(key.getModulus())) {
                throw new CheckFailedException("the token wrapped another key", Rehearsal.HINT);
            }
            RsaSignature.prove(
                    session, proven.handle(), key, random, "the wrapped key is not the target");
        }
    }

    /** Reads what was unwrapped, and destroys it when it could leave. */
    private AttributeValues secret(long unwrapped) throws TokenException {
        try {
            return HonouredTemplate.read(session, unwrapped, Templates.staysSecret(), Cka.MODULUS);
        } catch (TokenException | RuntimeException e) {
            OwnObjects.destroyAfter(session, e, List.of(unwrapped));
            throw e;
        }
    }

    /** Output that cannot be AES-KWP of an RSA key (RFC 5649 §3) is not tried. */
    static void requireKwpLength(byte[] kwpPart) throws CheckFailedException {
        int semiblock = 8;
        if (kwpPart.length % semiblock != 0 || kwpPart.length < 3 * semiblock) {
            throw new CheckFailedException(
                    "the token's AES-KWP output has " + kwpPart.length + " bytes", Rehearsal.HINT);
        }
    }
}
