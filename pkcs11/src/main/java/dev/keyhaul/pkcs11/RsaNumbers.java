package dev.keyhaul.pkcs11;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/** The numbers of RSA public keys as PKCS#11 has them: unsigned, big-endian, shortest. */
final class RsaNumbers {
    private RsaNumbers() {}

    static byte[] unsigned(BigInteger number) {
        byte[] signed = number.toByteArray();
        return signed.length > 1 && signed[0] == 0
                ? Arrays.copyOfRange(signed, 1, signed.length)
                : signed;
    }

    /** CKA_ID by the custom of most tools: SHA-1 of the modulus. */
    static byte[] keyId(RSAPublicKey key) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(unsigned(key.getModulus()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    static boolean same(RSAPublicKey one, RSAPublicKey other) {
        return one.getModulus().equals(other.getModulus())
                && one.getPublicExponent().equals(other.getPublicExponent());
    }
}
