package dev.keyhaul.core.key;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;

/**
 * The RSA moduli that this process has examined: two that share a prime can both be factored, which
 * neither of them shows alone. Only so many are kept, since each comparison takes longer with each
 * of them: some 10 ms at most. Thread-safe.
 */
final class KnownModuli {
    static final KnownModuli OF_THIS_RUN = new KnownModuli();

    private static final int MOST = 1024;

    private final Set<BigInteger> known = new HashSet<>();
    private BigInteger product = BigInteger.ONE;

    /** Whether a modulus shares a prime with another one. If not, it is kept. */
    synchronized boolean sharePrimeWith(BigInteger modulus) {
        if (known.contains(modulus)) {
            return false;
        }
        if (!modulus.gcd(product.mod(modulus)).equals(BigInteger.ONE)) {
            return true;
        }
        if (known.size() < MOST) {
            known.add(modulus);
            product = product.multiply(modulus);
        }
        return false;
    }
}
