package dev.keyhaul.core.key;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Multiplication modulo an odd number after Montgomery (1985), for a test of primality in a process
 * that has just started: {@link BigInteger} is fast there once the JVM's second compiler has put
 * machine code in its place, which a command of one key never lives to see. Here small loops
 * without carries run well from the first compiler on.
 *
 * <p>A number x is held as x·R modulo the modulus, in limbs of 27 bits, the lowest first. It may be
 * up to four times the modulus; R is at least 16 times it, so that products stay below twice the
 * modulus without a comparison. A column of a product is a sum of up to 2·167 products of limbs,
 * less than 2^63.
 *
 * <p>Not thread-safe, nor in constant time: it works on a key that this process holds, and tells
 * its time to nobody.
 */
final class MontgomeryArithmetic {
    /** The factors of 8192 bits are shorter, if they are of a length. */
    static final int MAX_BITS = 4500;

    private static final int LIMB_BITS = 27;
    private static final long LIMB = (1L << LIMB_BITS) - 1;
    private static final int SLACK_BITS = 4;

    private final BigInteger modulus;
    private final int limbs;
    private final long[] modulusLimbs;

    /** -1/modulus modulo 2^27. */
    private final long negatedInverse;

    private final long[] columns;

    /** For an odd modulus of up to {@value #MAX_BITS} bits. */
    MontgomeryArithmetic(BigInteger modulus) {
        this.modulus = modulus;
        limbs = (modulus.bitLength() + SLACK_BITS + LIMB_BITS - 1) / LIMB_BITS;
        modulusLimbs = split(modulus);
        columns = new long[limbs];
        long inverse = 1;
        for (int bits = 1; bits < LIMB_BITS; bits *= 2) {
            inverse *= 2 - modulusLimbs[0] * inverse;
        }
        negatedInverse = -inverse & LIMB;
    }

    /** Returns a number as this class holds it; it may be negative. */
    long[] of(BigInteger number) {
        return split(number.shiftLeft(limbs * LIMB_BITS).mod(modulus));
    }

    long[] of(long number) {
        return of(BigInteger.valueOf(number));
    }

    /** Returns an array for a result. */
    long[] empty() {
        return new long[limbs];
    }

    /** Tells whether both are the same number modulo the modulus. */
    boolean areEqual(long[] a, long[] b) {
        return join(a).subtract(join(b)).mod(modulus).signum() == 0;
    }

    /** Puts a·b into {@code product}, which may be one of the two. */
    void multiply(long[] a, long[] b, long[] product) {
        long[] t = columns;
        Arrays.fill(t, 0);
        long a0 = a[0];
        long m0 = modulusLimbs[0];
        for (int i = 0; i < limbs; i++) {
            long lowest = t[0] + a0 * b[i];
            long multiple = (lowest * negatedInverse) & LIMB;
            long carry = (lowest + multiple * m0) >>> LIMB_BITS;
            addShifted(t, a, b[i], modulusLimbs, multiple);
            t[0] += carry;
        }
        carry(t, product);
    }

    /** Adds a·x + m·y and drops the lowest column; by fours, for C1 does not unroll. */
    private static void addShifted(long[] t, long[] a, long x, long[] m, long y) {
        int last = t.length - 1;
        int j = 0;
        for (; j + 3 < last; j += 4) {
            t[j] = t[j + 1] + a[j + 1] * x + m[j + 1] * y;
            t[j + 1] = t[j + 2] + a[j + 2] * x + m[j + 2] * y;
            t[j + 2] = t[j + 3] + a[j + 3] * x + m[j + 3] * y;
            t[j + 3] = t[j + 4] + a[j + 4] * x + m[j + 4] * y;
        }
        for (; j < last; j++) {
            t[j] = t[j + 1] + a[j + 1] * x + m[j + 1] * y;
        }
        t[last] = 0;
    }

    /** Puts a + b into {@code sum}: two numbers, each less than twice the modulus. */
    void add(long[] a, long[] b, long[] sum) {
        for (int i = 0; i < limbs; i++) {
            columns[i] = a[i] + b[i];
        }
        carry(columns, sum);
    }

    private static void carry(long[] columns, long[] number) {
        long carry = 0;
        for (int i = 0; i < number.length; i++) {
            carry += columns[i];
            number[i] = carry & LIMB;
            carry >>>= LIMB_BITS;
        }
    }

    private long[] split(BigInteger number) {
        long[] result = new long[limbs];
        byte[] bytes = number.toByteArray();
        long pending = 0;
        int pendingBits = 0;
        int next = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            pending |= (bytes[i] & 0xffL) << pendingBits;
            pendingBits += Byte.SIZE;
            if (pendingBits >= LIMB_BITS) {
                result[next++] = pending & LIMB;
                pending >>>= LIMB_BITS;
                pendingBits -= LIMB_BITS;
            }
        }
        if (pending != 0) {
            result[next] = pending;
        }
        return result;
    }

    private BigInteger join(long[] number) {
        BigInteger result = BigInteger.ZERO;
        for (int i = limbs - 1; i >= 0; i--) {
            result = result.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(number[i]));
        }
        return result;
    }
}
