package dev.keyhaul.pkcs11;

import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives the library the same throw-away KEK each time that it tries a token. Generating it anew
 * took longer than most tests.
 */
final class RepeatedKeks implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Security.insertProviderAt(new Pairs(), 1);
    }

    /** RSA pairs, one of each length in this JVM, made by the JDK. */
    private static final class Pairs extends Provider {
        private static final long serialVersionUID = 1;

        Pairs() {
            super("RepeatedKeks", "1", "RSA pairs for tests");
            putService(
                    new Service(this, "KeyPairGenerator", "RSA", "Pair", null, null) {
                        @Override
                        public Object newInstance(@Nullable Object parameter) {
                            return new Generator();
                        }
                    });
        }
    }

    private static final class Generator extends KeyPairGeneratorSpi {
        private static final Map<Integer, KeyPair> MADE = new ConcurrentHashMap<>();

        private int lengthBits;

        @Override
        public void initialize(int newLengthBits, SecureRandom random) {
            lengthBits = newLengthBits;
        }

        @Override
        public KeyPair generateKeyPair() {
            return MADE.computeIfAbsent(lengthBits, TestKeys::generate);
        }
    }
}
