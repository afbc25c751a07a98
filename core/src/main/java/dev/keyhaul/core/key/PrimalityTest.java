package dev.keyhaul.core.key;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Whether a number is a prime, as far as can be told without a proof: Miller-Rabin with random
 * bases (FIPS 186-5 §B.3.1), then the extra strong Lucas test (Grantham, "Frobenius pseudoprimes",
 * 2001), the pair that is named after Baillie and PSW. {@link BigInteger#isProbablePrime} makes a
 * like pair, with two bases at 1024 bits and a plainer Lucas test; its arithmetic is slow in a
 * process that has just started.
 *
 * <p>A prime always passes. A composite passes each base of Miller-Rabin with a probability of at
 * most 1/4, whoever made it (Rabin, 1980): of 1024 bits and more all three with at most 1/64. Then
 * it must pass the Lucas test as well, which depends on no chance: no composite is known that
 * passes it and Miller-Rabin with base 2, and there is none below 2^64. For a number drawn at
 * random, as by a generator that does not test, three bases alone err less than once in 2^80
 * (Damgård, Landrock and Pomerance, 1993; Handbook of Applied Cryptography, table 4.4).
 */
final class PrimalityTest {
    private static final int WINDOW_BITS = 4;

    /** For the shortest numbers and for uncommonly long ones the JDK's test is as good. */
    private static final int MIN_BITS = 64;

    private static final int JDK_CERTAINTY = 100;

    private final BigInteger number;
    private final MontgomeryArithmetic field;
    private final long[] one;

    private PrimalityTest(BigInteger number) {
        this.number = number;
        this.field = new MontgomeryArithmetic(number);
        this.one = field.of(1);
    }

    /** For an odd number of 3 or more that {@link MontgomeryArithmetic} takes. */
    static PrimalityTest of(BigInteger number) {
        return new PrimalityTest(number);
    }

    /**
     * Tests a number, in some milliseconds at 1024 bits when the JVM is warm.
     *
     * @param random the bases: who knows them beforehand can make a composite that passes them
     */
    static boolean isProbablePrime(BigInteger number, SecureRandom random) {
        int bits = number.bitLength();
        if (bits < MIN_BITS || bits > MontgomeryArithmetic.MAX_BITS) {
            return number.isProbablePrime(JDK_CERTAINTY);
        }
        if (!number.testBit(0)) {
            return false;
        }
        PrimalityTest test = of(number);
        for (int round = 0; round < rounds(bits); round++) {
            if (!test.passesMillerRabin(test.randomBase(random))) {
                return false;
            }
        }
        return test.passesLucas();
    }

    /**
     * Lets the JVM load and compile the test, in some 10 ms, by one of a short prime, 2^127 - 1.
     */
    static void load() {
        BigInteger mersenne = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
        isProbablePrime(mersenne, new SecureRandom());
    }

    /** As many as the JDK takes, or more; with them random numbers err less than once in 2^80. */
    private static int rounds(int bits) {
        if (bits >= 1024) {
            return 3;
        }
        return bits >= 512 ? 8 : 27;
    }

    /** From 2 to number - 2. */
    private BigInteger randomBase(SecureRandom random) {
        BigInteger base;
        do {
            base = new BigInteger(number.bitLength(), random);
        } while (base.compareTo(BigInteger.TWO) < 0
                || base.compareTo(number.subtract(BigInteger.ONE)) >= 0);
        return base;
    }

    boolean passesMillerRabin(BigInteger base) {
        BigInteger order = number.subtract(BigInteger.ONE);
        int twos = order.getLowestSetBit();
        long[] minusOne = field.of(-1);
        long[] power = power(field.of(base), order.shiftRight(twos));
        if (field.areEqual(power, one)) {
            return true;
        }
        for (int i = 0; i < twos; i++) {
            if (field.areEqual(power, minusOne)) {
                return true;
            }
            field.multiply(power, power, power);
        }
        return false;
    }

    private long[] power(long[] base, BigInteger exponent) {
        long[][] powers = new long[1 << WINDOW_BITS][];
        powers[0] = one;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = field.empty();
            field.multiply(powers[i - 1], base, powers[i]);
        }
        long[] result = one.clone();
        int windows = (exponent.bitLength() + WINDOW_BITS - 1) / WINDOW_BITS;
        for (int window = windows - 1; window >= 0; window--) {
            int digit = 0;
            for (int bit = WINDOW_BITS - 1; bit >= 0; bit--) {
                field.multiply(result, result, result);
                digit = 2 * digit + (exponent.testBit(window * WINDOW_BITS + bit) ? 1 : 0);
            }
            if (digit != 0) {
                field.multiply(result, powers[digit], result);
            }
        }
        return result;
    }

    /**
     * The extra strong Lucas test: with Q = 1, with the least P from 3 on for which P² - 4 is no
     * square modulo the number, and with number + 1 = d·2^s, a prime has U_d = 0 and V_d = ±2, or
     * one of V_d, V_2d, … V_(d·2^(s-2)) is 0.
     */
    boolean passesLucas() {
        int p = 3;
        while (true) {
            int symbol = jacobi(BigInteger.valueOf((long) p * p - 4), number);
            if (symbol == 0 || (p == 50 && isSquare())) {
                return false;
            }
            if (symbol == -1) {
                return passesLucas(p);
            }
            p++;
        }
    }

    /** For a square there is no P at all. */
    private boolean isSquare() {
        BigInteger root = number.sqrt();
        return root.multiply(root).equals(number);
    }

    private boolean passesLucas(int p) {
        BigInteger order = number.add(BigInteger.ONE);
        int twos = order.getLowestSetBit();
        BigInteger d = order.shiftRight(twos);
        long[] minusP = field.of(-p);
        long[] minusTwo = field.of(-2);
        long[] v = field.of(2); // V_k
        long[] next = field.of(p); // V_(k+1)
        for (int bit = d.bitLength() - 1; bit >= 0; bit--) {
            boolean odd = d.testBit(bit);
            long[] middle = odd ? v : next;
            long[] doubled = odd ? next : v;
            field.multiply(v, next, middle); // V_(2k+1) = V_k·V_(k+1) - P
            field.add(middle, minusP, middle);
            field.multiply(doubled, doubled, doubled); // V_2k = V_k² - 2
            field.add(doubled, minusTwo, doubled);
        }
        if (isPlusOrMinusTwo(v, minusTwo) && isUZero(v, next, p)) {
            return true;
        }
        long[] zero = field.empty();
        for (int i = 0; i < twos - 1; i++) {
            if (field.areEqual(v, zero)) {
                return true;
            }
            field.multiply(v, v, v);
            field.add(v, minusTwo, v);
        }
        return false;
    }

    private boolean isPlusOrMinusTwo(long[] v, long[] minusTwo) {
        return field.areEqual(v, minusTwo) || field.areEqual(v, field.of(2));
    }

    /** U_k = (2·V_(k+1) - P·V_k) / (P² - 4). */
    private boolean isUZero(long[] v, long[] next, int p) {
        long[] twice = field.empty();
        long[] times = field.empty();
        field.multiply(next, field.of(2), twice);
        field.multiply(v, field.of(p), times);
        return field.areEqual(twice, times);
    }

    /** The Jacobi symbol (a/n) for an odd n (Handbook of Applied Cryptography, algorithm 2.149). */
    static int jacobi(BigInteger a, BigInteger n) {
        int symbol = 1;
        BigInteger top = a.mod(n);
        BigInteger bottom = n;
        while (top.signum() != 0) {
            int twos = top.getLowestSetBit();
            top = top.shiftRight(twos);
            int eighth = bottom.intValue() & 7;
            if (twos % 2 == 1 && (eighth == 3 || eighth == 5)) {
                symbol = -symbol;
            }
            if ((top.intValue() & 3) == 3 && (bottom.intValue() & 3) == 3) {
                symbol = -symbol;
            }
            BigInteger rest = bottom.mod(top);
            bottom = top;
            top = rest;
        }
        return bottom.equals(BigInteger.ONE) ? symbol : 0;
    }
}
