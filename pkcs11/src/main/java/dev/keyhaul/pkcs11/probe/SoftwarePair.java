package dev.keyhaul.pkcs11.probe;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** RSA pairs of this process, on which a token's wrapping is tried. They protect nothing. */
public final class SoftwarePair {
    private static final int CONTROL_BITS = 2048;
    private static final int FEWEST_PRIME_BITS = 256;
    private static final int MOST_PRIMES = 8;

    /** With the upper four bits set in each of eight primes, their product has its full length. */
    private static final int UPPER_BITS = 4;

    private SoftwarePair() {}

    public static KeyPair generate(int bits, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has RSA", e);
        }
    }

    /**
     * Makes a pair whose modulus is the product of several primes (RFC 8017 §3). A token cannot see
     * that, and the pair protects nothing. Two primes of 2048 bits take 6 to 10 seconds in a JVM
     * that has just started; eight of 512 bits take a fifth of a second. The private half holds
     * them as two factors, so that the JDK computes with numbers of half the length.
     */
    static KeyPair ofSmallPrimes(int bits, SecureRandom random) {
        int primeBits = Math.max(FEWEST_PRIME_BITS, bits / MOST_PRIMES);
        Factor p = new Factor(BigInteger.ONE, BigInteger.ONE);
        Factor q = p;
        for (int left = bits; left > 0; ) {
            int length = left < 2 * primeBits ? left : primeBits;
            Factor longer = q.times(prime(length, random));
            q = p;
            p = longer;
            left -= length;
        }
        BigInteger e = RSAKeyGenParameterSpec.F4;
        BigInteger n = p.product.multiply(q.product);
        BigInteger d = e.modInverse(p.order.multiply(q.order));
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            return new KeyPair(
                    rsa.generatePublic(new RSAPublicKeySpec(n, e)),
                    rsa.generatePrivate(
                            new RSAPrivateCrtKeySpec(
                                    n,
                                    e,
                                    d,
                                    p.product,
                                    q.product,
                                    d.mod(p.order),
                                    d.mod(q.order),
                                    q.product.modInverse(p.product))));
        } catch (GeneralSecurityException x) {
            throw new AssertionError("every JDK has RSA", x);
        }
    }

    /** A product of primes, and the order of its group. */
    private record Factor(BigInteger product, BigInteger order) {
        Factor times(BigInteger prime) {
            return new Factor(
                    product.multiply(prime), order.multiply(prime.subtract(BigInteger.ONE)));
        }
    }

    private static BigInteger prime(int bits, SecureRandom random) {
        BigInteger start = new BigInteger(bits, random);
        for (int i = 1; i <= UPPER_BITS; i++) {
            start = start.setBit(bits - i);
        }
        BigInteger prime = start.nextProbablePrime();
        boolean fits = prime.bitLength() == bits;
        return fits && !prime.mod(RSAKeyGenParameterSpec.F4).equals(BigInteger.ONE)
                ? prime
                : prime(bits, random);
    }

    /** Returns the private half of the process's one throw-away pair of 2048 bits. */
    static RSAPrivateCrtKey control() {
        return Control.KEY;
    }

    /** Made when it is first needed. */
    private static final class Control {
        static final RSAPrivateCrtKey KEY =
                (RSAPrivateCrtKey) generate(CONTROL_BITS, new SecureRandom()).getPrivate();
    }
}
