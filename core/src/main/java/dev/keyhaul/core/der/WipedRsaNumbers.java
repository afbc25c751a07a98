package dev.keyhaul.core.der;

import java.util.Arrays;
import java.util.List;

/**
 * The numbers of an RSA private key with two primes (RFC 8017 §3.2), for formats that hold them one
 * by one; zeroed on close.
 *
 * <p>They are held as unsigned big-endian bytes and never become {@link java.math.BigInteger}s
 * here. Not thread-safe.
 */
public final class WipedRsaNumbers implements AutoCloseable {
    private final List<byte[]> numbers;

    private WipedRsaNumbers(List<byte[]> numbers) {
        this.numbers = numbers;
    }

    /**
     * Takes the eight numbers, each unsigned and big-endian, leading zeros allowed; the arrays are
     * owned and zeroed by what is returned.
     *
     * @param numbers n, e, d, p, q, d mod (p-1), d mod (q-1), q⁻¹ mod p, in this order
     * @throws IllegalArgumentException when there are not eight
     */
    public static WipedRsaNumbers moveFrom(byte[]... numbers) {
        if (numbers.length != 8) {
            throw new IllegalArgumentException("eight numbers, not " + numbers.length);
        }
        return new WipedRsaNumbers(List.of(numbers));
    }

    /** Returns the key as PKCS#8 DER (RFC 5208 §5), which the caller wipes. */
    public byte[] toPkcs8() {
        byte[] pkcs1 = Pkcs1Der.ofNumbers(numbers);
        try {
            return Pkcs1Der.toPkcs8(pkcs1);
        } finally {
            Arrays.fill(pkcs1, (byte) 0);
        }
    }

    /** Zeroes the numbers; closing twice has no effect. */
    @Override
    public void close() {
        numbers.forEach(number -> Arrays.fill(number, (byte) 0));
    }
}
