package dev.keyhaul.pkcs11;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;

/** An RSA pair of this process, on which a token's wrapping is tried and opened again. */
final class ThrowAwayKek {
    private ThrowAwayKek() {}

    static KeyPair generate(int bits, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has RSA", e);
        }
    }
}
