package dev.keyhaul.core.key;

import java.math.BigInteger;

/**
 * The mark of moduli from Infineon's broken generator: modulo every small prime they are powers of
 * 65537 (Nemec and others, "The Return of Coppersmith's Attack", 2017, §5; CVE-2017-15361).
 *
 * <p>A sound modulus has it by chance once in about 2^27.
 */
final class RocaFingerprint {
    private static final int GENERATOR = 65537;

    private static final int[] PRIMES = {
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
        101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167
    };

    /** What is said of such a modulus. */
    static final String WORDS =
            "the modulus was made by Infineon's broken generator (ROCA, CVE-2017-15361): the key can"
                    + " be factored";

    /** Of some 220 bits. */
    private static final BigInteger PRODUCT = product();

    private RocaFingerprint() {}

    static boolean fits(BigInteger modulus) {
        // The residues are those of a number of 220 bits, which is much shorter.
        BigInteger small = modulus.mod(PRODUCT);
        for (int prime : PRIMES) {
            int residue = small.mod(BigInteger.valueOf(prime)).intValue();
            if (!isPowerOfGenerator(residue, prime)) {
                return false;
            }
        }
        return true;
    }

    /** Whether two or one of these primes divide it. */
    static boolean hasSmallDivisor(BigInteger modulus) {
        return !modulus.testBit(0) || !modulus.mod(PRODUCT).gcd(PRODUCT).equals(BigInteger.ONE);
    }

    private static BigInteger product() {
        BigInteger product = BigInteger.ONE;
        for (int prime : PRIMES) {
            product = product.multiply(BigInteger.valueOf(prime));
        }
        return product;
    }

    private static boolean isPowerOfGenerator(int residue, int prime) {
        int power = 1;
        do {
            if (power == residue) {
                return true;
            }
            power = power * (GENERATOR % prime) % prime;
        } while (power != 1);
        return false;
    }
}
