package dev.keyhaul.core;

import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** RSA keys for tests, made once per JVM: one of 4096 bits takes seconds. */
public final class GeneratedKeys {
    public static final SecureRandom RANDOM = new SecureRandom();
    public static final KeyOrigin ORIGIN =
            new KeyOrigin(KeyOrigin.Protection.SOFTWARE, "test", "software key", Map.of());

    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

    private GeneratedKeys() {}

    /** Returns the one pair of that length. */
    public static KeyPair rsa(int bits) {
        return rsa(bits, "");
    }

    /** Returns the one pair of that length and use, for tests that need two. */
    public static KeyPair rsa(int bits, String use) {
        return PAIRS.computeIfAbsent(bits + use, key -> generate("RSA", bits));
    }

    public static RSAPublicKey rsaPublic(int bits) {
        return (RSAPublicKey) rsa(bits).getPublic();
    }

    public static RSAPrivateCrtKey rsaPrivate(int bits) {
        return (RSAPrivateCrtKey) rsa(bits).getPrivate();
    }

    /** Returns a software key of the pair of that length and use; the caller closes it. */
    public static SoftwareKey software(int bits, String use) {
        try {
            return SoftwareKey.fromPkcs8(rsa(bits, use).getPrivate().getEncoded(), ORIGIN, RANDOM);
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    public static KeyPair ec() {
        return PAIRS.computeIfAbsent("ec", key -> generate("EC", 256));
    }

    private static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits, RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Returns RSA-2048 keys in PKCS#8, one for each remainder of its length modulo 8. The lengths
     * differ by what dp, dq, qInv and d happen to be; other exponents give others without
     * generating primes. 1214 to 1219 bytes occur, so 4 and 5 do not.
     */
    public static Map<Integer, byte[]> pkcs8ByRemainder() {
        RSAPrivateCrtKey key = rsaPrivate(2048);
        Map<Integer, byte[]> byRemainder = new TreeMap<>();
        for (int e = 65537; byRemainder.size() < 6; e += 2) {
            addIfInvertible(byRemainder, key.getPrimeP(), key.getPrimeQ(), e);
            addIfInvertible(byRemainder, key.getPrimeQ(), key.getPrimeP(), e);
        }
        return byRemainder;
    }

    private static void addIfInvertible(
            Map<Integer, byte[]> byRemainder, BigInteger p, BigInteger q, int exponent) {
        BigInteger e = BigInteger.valueOf(exponent);
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        if (e.gcd(p1.multiply(q1)).equals(BigInteger.ONE)) {
            BigInteger d = e.modInverse(p1.multiply(q1));
            byte[] pkcs8 =
                    pkcs8(
                            new RSAPrivateCrtKeySpec(
                                    p.multiply(q),
                                    e,
                                    d,
                                    p,
                                    q,
                                    d.mod(p1),
                                    d.mod(q1),
                                    q.modInverse(p)));
            byRemainder.putIfAbsent(pkcs8.length % 8, pkcs8);
        }
    }

    private static byte[] pkcs8(RSAPrivateCrtKeySpec spec) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
