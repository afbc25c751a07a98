package dev.keyhaul.pkcs11.object;

import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;

/** The numbers of RSA keys as PKCS#11 has them: unsigned, big-endian, shortest. */
public final class RsaNumbers {
    private RsaNumbers() {}

    public static byte[] unsigned(BigInteger number) {
        byte[] signed = number.toByteArray();
        return signed.length > 1 && signed[0] == 0
                ? Arrays.copyOfRange(signed, 1, signed.length)
                : signed;
    }

    /** Whether every number of two private keys is the same. */
    public static boolean same(RSAPrivateCrtKey one, RSAPrivateCrtKey other) {
        return numbers(one).equals(numbers(other));
    }

    private static List<BigInteger> numbers(RSAPrivateCrtKey key) {
        return List.of(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient());
    }

    /** Whether every number of a private key fits a public half (RFC 8017 §3.2). */
    public static boolean isPrivateHalf(RSAPrivateCrtKey key, RSAPublicKey publicHalf) {
        BigInteger p = key.getPrimeP();
        BigInteger q = key.getPrimeQ();
        BigInteger d = key.getPrivateExponent();
        BigInteger modulus = publicHalf.getModulus();
        return key.getModulus().equals(modulus)
                && key.getPublicExponent().equals(publicHalf.getPublicExponent())
                && p.signum() > 0
                && q.signum() > 0
                && p.multiply(q).equals(modulus)
                && key.getPrimeExponentP().equals(d.mod(p.subtract(BigInteger.ONE)))
                && key.getPrimeExponentQ().equals(d.mod(q.subtract(BigInteger.ONE)))
                && key.getCrtCoefficient().multiply(q).mod(p).equals(BigInteger.ONE)
                && BigInteger.TWO
                        .modPow(d, modulus)
                        .modPow(publicHalf.getPublicExponent(), modulus)
                        .equals(BigInteger.TWO);
    }
}
