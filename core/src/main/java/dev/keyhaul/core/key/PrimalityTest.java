package dev.keyhaul.core.key;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Whether a factor of 1024 bits or more is a prime: Miller-Rabin with random bases, as often as
 * FIPS 186-5 asks of whoever makes RSA keys (§B.3.1, table B.1). {@link BigInteger#isProbablePrime}
 * takes fewer bases and adds a Lucas-Lehmer test, which in a JVM that has just started takes longer
 * than all of these; a command of one key waits for it.
 *
 * <p>A prime always passes. A number drawn at random, as by a generator that does not test, passes
 * less than once in 2^112 (table B.1). A composite passes one base with a probability of at most
 * 1/4, whoever made it (Rabin, 1980): all five with at most 1/1024. Nobody gains by the difference
 * between the two bounds: the bases cannot be known beforehand, and whoever could plant a composite
 * in a key knows that key.
 */
final class PrimalityTest {
    private static final int ROUNDS = 5;

    /** Below, the table has no number, and the JDK's own test is fast. */
    private static final int MIN_BITS = 1024;

    private static final int JDK_CERTAINTY = 100;

    private PrimalityTest() {}

    /**
     * Tests a positive number.
     *
     * @param random the bases: who knows them beforehand can make a composite that passes them
     */
    static boolean isProbablePrime(BigInteger number, SecureRandom random) {
        if (number.bitLength() < MIN_BITS) {
            return number.isProbablePrime(JDK_CERTAINTY);
        }
        if (!number.testBit(0)) {
            return false;
        }
        for (int round = 0; round < ROUNDS; round++) {
            if (!passes(number, randomBase(number, random))) {
                return false;
            }
        }
        return true;
    }

    /** From 2 to number - 2. */
    private static BigInteger randomBase(BigInteger number, SecureRandom random) {
        BigInteger base;
        do {
            base = new BigInteger(number.bitLength(), random);
        } while (base.compareTo(BigInteger.TWO) < 0
                || base.compareTo(number.subtract(BigInteger.TWO)) > 0);
        return base;
    }

    /** One round: base^d is 1, or base^(d·2^i) is -1, where number - 1 = d·2^twos with an odd d. */
    static boolean passes(BigInteger number, BigInteger base) {
        BigInteger minusOne = number.subtract(BigInteger.ONE);
        int twos = minusOne.getLowestSetBit();
        BigInteger power = base.modPow(minusOne.shiftRight(twos), number);
        if (power.equals(BigInteger.ONE)) {
            return true;
        }
        for (int i = 0; i < twos; i++) {
            if (power.equals(minusOne)) {
                return true;
            }
            power = power.multiply(power).mod(number);
        }
        return false;
    }
}
