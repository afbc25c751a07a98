package dev.keyhaul.pfx.blob;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.WipedRsaNumbers;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * What a container leaves out, computed from the primes (RFC 8017 §3.2). The {@link BigInteger}s on
 * the way hold copies that cannot be wiped.
 */
final class MissingCrtNumbers {
    private MissingCrtNumbers() {}

    /** Takes over the arrays, which become the key's own. */
    static WipedRsaNumbers compute(byte[] n, byte[] e, byte[] p, byte[] q)
            throws MalformedInputException {
        try {
            BigInteger exponent = new BigInteger(1, e);
            BigInteger prime1 = new BigInteger(1, p);
            BigInteger prime2 = new BigInteger(1, q);
            BigInteger order1 = prime1.subtract(BigInteger.ONE);
            BigInteger order2 = prime2.subtract(BigInteger.ONE);
            BigInteger lambda = order1.multiply(order2).divide(order1.gcd(order2));
            BigInteger d = exponent.modInverse(lambda);
            return WipedRsaNumbers.moveFrom(
                    n,
                    e,
                    d.toByteArray(),
                    p,
                    q,
                    d.mod(order1).toByteArray(),
                    d.mod(order2).toByteArray(),
                    prime2.modInverse(prime1).toByteArray());
        } catch (ArithmeticException failure) {
            for (byte[] number : new byte[][] {n, e, p, q}) {
                Arrays.fill(number, (byte) 0);
            }
            // No cause: nothing more is to be said of the numbers.
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "not an RSA key: its exponent has no inverse for these factors");
        }
    }
}
