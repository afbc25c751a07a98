package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.session.TokenFailure;

/**
 * How long the AES-KWP of a target is, as the throw-away key of its kind shows. A token may encode
 * a key that stays in it in another way than one that passes through, and open that itself; the
 * proof in the token does not show it, but its length does.
 *
 * <p>Keys of one curve are all as long, but for a token that leaves out the leading zeros of their
 * private number (kryoptic). The numbers of an RSA key may each be shorter by leading zeros. So
 * lengths differ by a few bytes; PKCS#1 is 26 bytes shorter than PKCS#8.
 */
final class WrappedLength {
    private static final int SEMIBLOCK_BYTES = 8;

    /** The halves of an RSA key's private numbers: p, q, d mod p-1, d mod q-1, q^-1 mod p. */
    private static final int HALVES = 5;

    /**
     * How much of a difference is left to leading zeros: of more than eight bytes beyond the usual
     * ones, once in 2^64 keys.
     */
    private static final int RSA_TOLERANCE_BYTES = 12;

    /** The same for the private number of an EC key: more than three once in 2^24 keys. */
    private static final int EC_TOLERANCE_BYTES = 3;

    private static final int VERSION_BYTES = 3;

    /** The public exponent of throw-away keys, 65537. */
    private static final int F4_BITS = 17;

    private WrappedLength() {}

    /**
     * Refuses a length that the target cannot have.
     *
     * @param controlBytes the length of the throw-away key's encoding, without padding
     */
    static void require(byte[] kwpPart, KeyDescription target, int controlBytes)
            throws CheckFailedException {
        int longest = kwpPart.length - KeyProof.KWP_HEADER_BYTES;
        int shortest = longest - SEMIBLOCK_BYTES + 1;
        int expected = controlBytes;
        int tolerance = 0;
        if (target instanceof KeyDescription.Rsa pair) {
            expected += rsaBytes(pair) - rsaBytes(RsaControl.MODULUS_BITS, F4_BITS);
            tolerance = RSA_TOLERANCE_BYTES;
        } else if (target instanceof KeyDescription.Ec) {
            tolerance = EC_TOLERANCE_BYTES;
        }
        if (longest < expected - tolerance || shortest > expected + tolerance) {
            throw TokenFailure.lie(
                    "the wrapped key has "
                            + kwpPart.length
                            + " bytes; one of its kind, encoded as a throw-away key was, has about "
                            + (expected + KeyProof.KWP_HEADER_BYTES));
        }
    }

    private static int rsaBytes(KeyDescription.Rsa pair) {
        return rsaBytes(
                pair.rsa().getModulus().bitLength(), pair.rsa().getPublicExponent().bitLength());
    }

    /** The numbers of RSAPrivateKey (RFC 8017 appendix A.1.2), each at its longest. */
    private static int rsaBytes(int modulusBits, int exponentBits) {
        return VERSION_BYTES
                + 2 * integerBytes(modulusBits)
                + integerBytes(exponentBits)
                + HALVES * integerBytes((modulusBits + 1) / 2);
    }

    private static int integerBytes(int bits) {
        int content = bits / Byte.SIZE + 1;
        int lengthBytes = content < 0x80 ? 1 : content < 0x100 ? 2 : 3;
        return 1 + lengthBytes + content;
    }
}
