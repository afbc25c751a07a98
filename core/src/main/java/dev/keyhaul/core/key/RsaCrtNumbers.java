package dev.keyhaul.core.key;

import dev.keyhaul.core.der.DerSequence;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * The numbers of an RSA private key with two primes (RFC 8017 §3.2), to reckon with; whether they
 * belong together is not looked at.
 *
 * <p>{@link BigInteger}s cannot be wiped: nobody keeps them. They are read by hand because a batch
 * reads thousands of keys: the JDK's key factory looks for its provider and parses names of
 * algorithms for each.
 *
 * @param modulus n
 * @param publicExponent e
 * @param privateExponent d
 * @param primeP p
 * @param primeQ q
 * @param primeExponentP d mod (p-1)
 * @param primeExponentQ d mod (q-1)
 * @param crtCoefficient q⁻¹ mod p
 */
record RsaCrtNumbers(
        BigInteger modulus,
        BigInteger publicExponent,
        BigInteger privateExponent,
        BigInteger primeP,
        BigInteger primeQ,
        BigInteger primeExponentP,
        BigInteger primeExponentQ,
        BigInteger crtCoefficient) {
    /** The version and eight numbers. */
    private static final int ELEMENTS = 9;

    private static final int PRIVATE_KEY = 2;

    /**
     * Reads them from plain PKCS#8 DER (RFC 5208 §5); none when there are not exactly a version of
     * 0 and eight numbers, positive and in their shortest form (X.690 §8.3.2).
     */
    static Optional<RsaCrtNumbers> ofPkcs8(byte[] pkcs8) {
        Optional<DerSequence> info = DerSequence.of(pkcs8);
        if (info.isEmpty() || info.get().size() <= PRIVATE_KEY) {
            return Optional.empty();
        }
        byte[] pkcs1 = info.get().content(PRIVATE_KEY);
        try {
            return DerSequence.of(pkcs1).flatMap(RsaCrtNumbers::ofPkcs1);
        } finally {
            Arrays.fill(pkcs1, (byte) 0);
        }
    }

    private static Optional<RsaCrtNumbers> ofPkcs1(DerSequence pkcs1) {
        if (pkcs1.size() != ELEMENTS) {
            return Optional.empty();
        }
        BigInteger[] numbers = new BigInteger[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            Optional<BigInteger> number = pkcs1.number(i);
            int signum = i == 0 ? 0 : 1;
            if (number.isEmpty() || number.get().signum() != signum) {
                return Optional.empty();
            }
            numbers[i] = number.get();
        }
        return Optional.of(
                new RsaCrtNumbers(
                        numbers[1],
                        numbers[2],
                        numbers[3],
                        numbers[4],
                        numbers[5],
                        numbers[6],
                        numbers[7],
                        numbers[8]));
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "<redacted>";
    }
}
