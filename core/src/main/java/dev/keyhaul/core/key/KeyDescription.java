package dev.keyhaul.core.key;

import dev.keyhaul.core.RefusedException;
import java.security.interfaces.RSAPublicKey;

/** What a key is, without its secret: kind, length, strength and fingerprint. */
public sealed interface KeyDescription {
    /** Describes an RSA key by its public half. */
    static KeyDescription of(RSAPublicKey key) {
        return new Rsa(key);
    }

    /** Returns kind and length for people, such as {@code RSA 2048}. */
    String name();

    /** Returns the length in bits; of an RSA key, its modulus's. */
    int lengthBits();

    /** Returns the security strength in bits, as NIST SP 800-57 part 1 §5.6.1 compares keys. */
    int strengthBits();

    /** Returns the one fingerprint of the key. */
    Fingerprint fingerprint();

    /**
     * Returns the public half of an RSA key, for what only RSA can do.
     *
     * @throws RefusedException if it is a key of another kind
     */
    RSAPublicKey requireRsa() throws RefusedException;

    /**
     * An RSA key.
     *
     * @param publicKey its public half
     */
    record Rsa(RSAPublicKey publicKey) implements KeyDescription {
        @Override
        public String name() {
            return "RSA " + lengthBits();
        }

        @Override
        public int lengthBits() {
            return publicKey.getModulus().bitLength();
        }

        /** The estimates of NIST SP 800-56B rev. 2, appendix D; 80 below 2048 bits (SP 800-57). */
        @Override
        public int strengthBits() {
            int bits = lengthBits();
            if (bits < 2048) {
                return 80;
            } else if (bits < 3072) {
                return 112;
            } else if (bits < 4096) {
                return 128;
            }
            return bits < 6144 ? 152 : 176;
        }

        @Override
        public Fingerprint fingerprint() {
            return Fingerprint.of(publicKey);
        }

        @Override
        public RSAPublicKey requireRsa() {
            return publicKey;
        }
    }
}
