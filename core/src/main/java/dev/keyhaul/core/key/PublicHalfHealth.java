package dev.keyhaul.core.key;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * What anybody can find out of what a key shows: the marks of generators that are known to be
 * broken.
 */
final class PublicHalfHealth {
    /** Böck, "Factoring weak RSA keys with Fermat" (CVE-2022-26320): broken ones need a few. */
    private static final int FERMAT_STEPS = 100;

    /** Tests, examples, and generators that lost their entropy. */
    private static final int SMALL_MULTIPLES = 32;

    private PublicHalfHealth() {}

    static List<String> weaknesses(KeyDescription key) {
        if (key instanceof KeyDescription.Rsa rsa) {
            return ofRsa(rsa.rsa());
        }
        if (key instanceof KeyDescription.Ec ec) {
            return isSmallMultiple(ec)
                    ? List.of("the private value of the EC key is so small that it can be guessed")
                    : List.of();
        }
        byte[] zeros = new byte[key.lengthBits() / Byte.SIZE];
        return key.fingerprint().equals(AesKeyBytes.fingerprint(zeros))
                ? List.of("all bytes of the AES key are zero")
                : List.of();
    }

    private static List<String> ofRsa(RSAPublicKey key) {
        BigInteger modulus = key.getModulus();
        List<String> found = new ArrayList<>();
        if (RocaFingerprint.hasSmallDivisor(modulus)) {
            found.add("the modulus can be divided by a small prime");
        } else if (RocaFingerprint.fits(modulus)) {
            found.add(RocaFingerprint.WORDS);
        } else if (hasClosePrimes(modulus)) {
            found.add("the two primes are so close that the key can be factored");
        } else if (KnownModuli.OF_THIS_RUN.sharePrimeWith(modulus)) {
            found.add(
                    "another key of this run has a prime in common with the modulus, so both can be factored");
        }
        return List.copyOf(found);
    }

    /** Fermat: n = a² - b², with a just above its root. */
    private static boolean hasClosePrimes(BigInteger modulus) {
        BigInteger a = modulus.sqrt();
        for (int step = 0; step < FERMAT_STEPS; step++) {
            a = a.add(BigInteger.ONE);
            BigInteger square = a.multiply(a).subtract(modulus);
            if (mayBeSquare(square) && square.sqrt().pow(2).equals(square)) {
                return true;
            }
        }
        // A square itself: both primes are one.
        return modulus.sqrt().pow(2).equals(modulus);
    }

    /** A square ends with one of 12 of the 64 values of six bits. */
    private static boolean mayBeSquare(BigInteger number) {
        int last = number.intValue() & 63;
        for (int root = 0; root < 32; root++) {
            if ((root * root & 63) == last) {
                return true;
            }
        }
        return false;
    }

    /** Also of one just below the order: the point with the other y. */
    private static boolean isSmallMultiple(KeyDescription.Ec key) {
        ECParameterSpec curve = key.curve().parameters();
        BigInteger x = key.ec().getW().getAffineX();
        ECPoint point = curve.getGenerator();
        for (int multiple = 1; multiple <= SMALL_MULTIPLES; multiple++) {
            if (point.getAffineX().equals(x)) {
                return true;
            }
            point = EcPoint.plusGenerator(point, curve);
        }
        return false;
    }
}
