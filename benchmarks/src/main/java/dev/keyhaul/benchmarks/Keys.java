package dev.keyhaul.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;

/** New keys, which protect nothing. */
final class Keys {
    private Keys() {}

    static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** An RSA key's PKCS#8 DER. */
    static byte[] pkcs8(int bits) throws GeneralSecurityException {
        return rsa(bits).getPrivate().getEncoded();
    }

    /**
     * Returns what is wrapped of a new key: PKCS#8 DER, or an AES key's own bytes.
     *
     * @param kind such as {@code RSA 2048}, {@code EC P-256} or {@code AES 128}
     */
    static byte[] clear(String kind) throws GeneralSecurityException {
        int bits = Integer.parseInt(kind.replaceAll("\\D", ""));
        if (kind.startsWith("AES ")) {
            byte[] raw = new byte[bits / Byte.SIZE];
            new SecureRandom().nextBytes(raw);
            return raw;
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.substring(0, 3).strip());
        generator.initialize(bits);
        return generator.generateKeyPair().getPrivate().getEncoded();
    }

    static Provider sunJce() {
        return Security.getProvider("SunJCE");
    }
}
