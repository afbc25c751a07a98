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
    private static final int LARGEST_PRIME = 167;

    private RocaFingerprint() {}

    static boolean fits(BigInteger modulus) {
        for (int prime = 3; prime <= LARGEST_PRIME; prime += 2) {
            if (isPrime(prime) && !isPowerOfGenerator(residue(modulus, prime), prime)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrime(int number) {
        return BigInteger.valueOf(number).isProbablePrime(30);
    }

    private static int residue(BigInteger modulus, int prime) {
        return modulus.mod(BigInteger.valueOf(prime)).intValue();
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
