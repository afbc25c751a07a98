package dev.keyhaul.pkcs11;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;

/** RSA pairs of this process, on which a token's wrapping is tried. They protect nothing. */
final class SoftwarePair {
    private static final int CONTROL_BITS = 2048;

    private SoftwarePair() {}

    static KeyPair generate(int bits, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has RSA", e);
        }
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
