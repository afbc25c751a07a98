package dev.keyhaul.core.der;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;

/**
 * What an RSA public key may be that a file, a service or a token brings. It is checked when the
 * key is read, before anything is computed with it: with an exponent as long as its modulus, one
 * signature takes a thousand times as long to verify as with 65537, and a journal has thousands.
 */
public final class RsaBounds {
    private static final int MAX_MODULUS_BITS = 16_384;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(3);

    private RsaBounds() {}

    /**
     * Checks the numbers of a key that is only read, such as the key that somebody wants to move.
     *
     * @throws MalformedInputException if the modulus has more than 16,384 bits or is not a positive
     *     odd number, or the exponent has more than 64 bits, is even or less than 3
     */
    public static void require(BigInteger modulus, BigInteger exponent)
            throws MalformedInputException {
        if (modulus.bitLength() > MAX_MODULUS_BITS) {
            throw new MalformedInputException(
                    Reason.RSA_BOUNDS,
                    "the RSA key has "
                            + modulus.bitLength()
                            + " bits; at most "
                            + MAX_MODULUS_BITS
                            + " are allowed");
        } else if (exponent.bitLength() > MAX_EXPONENT_BITS) {
            throw new MalformedInputException(
                    Reason.RSA_BOUNDS,
                    "the RSA key has a public exponent of "
                            + exponent.bitLength()
                            + " bits; at most "
                            + MAX_EXPONENT_BITS
                            + " are allowed");
        } else if (exponent.compareTo(LEAST_EXPONENT) < 0 || !exponent.testBit(0)) {
            throw new MalformedInputException(
                    Reason.RSA_BOUNDS,
                    "the RSA key has the public exponent "
                            + exponent
                            + "; it must be odd and at least 3");
        } else if (modulus.signum() < 0 || !modulus.testBit(0)) {
            throw new MalformedInputException(
                    Reason.RSA_BOUNDS, "the modulus of the RSA key is not odd");
        }
    }

    /**
     * Checks a key that something is verified with or encrypted for: a KEK, an evidence key, an
     * approver's, a recipient's.
     *
     * @return the key
     * @throws MalformedInputException if its exponent is not 65537, or its modulus is out of bounds
     */
    public static RSAPublicKey requireF4(RSAPublicKey key) throws MalformedInputException {
        require(key.getModulus(), key.getPublicExponent());
        if (!isF4(key)) {
            throw new MalformedInputException(
                    Reason.RSA_BOUNDS,
                    "the RSA key has the public exponent "
                            + key.getPublicExponent()
                            + ", but must have 65537",
                    "make a new key: programs use 65537 by default");
        }
        return key;
    }

    /** Whether the exponent is 65537. */
    public static boolean isF4(RSAPublicKey key) {
        return key.getPublicExponent().equals(RSAKeyGenParameterSpec.F4);
    }
}
