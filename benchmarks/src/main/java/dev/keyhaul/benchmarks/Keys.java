package dev.keyhaul.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;

/** New RSA keys, which protect nothing. */
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

    static Provider sunJce() {
        return Security.getProvider("SunJCE");
    }
}
