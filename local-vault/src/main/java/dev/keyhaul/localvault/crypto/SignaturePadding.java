package dev.keyhaul.localvault.crypto;

import java.security.SecureRandom;

/**
 * How a digest becomes a number as long as the modulus; the JDK offers neither for bare digests.
 */
enum SignaturePadding {
    PKCS1 {
        @Override
        byte[] encode(
                DigestAlgorithm algorithm, byte[] digest, int lengthBytes, SecureRandom random) {
            return Pkcs1Padding.encode(algorithm, digest, lengthBytes);
        }

        @Override
        boolean matches(DigestAlgorithm algorithm, byte[] digest, byte[] message) {
            return Pkcs1Padding.matches(algorithm, digest, message);
        }
    },

    PSS {
        @Override
        byte[] encode(
                DigestAlgorithm algorithm, byte[] digest, int lengthBytes, SecureRandom random) {
            byte[] salt = new byte[algorithm.lengthBytes()];
            random.nextBytes(salt);
            return PssPadding.encode(algorithm, digest, salt, lengthBytes);
        }

        @Override
        boolean matches(DigestAlgorithm algorithm, byte[] digest, byte[] message) {
            return PssPadding.matches(algorithm, digest, message);
        }
    };

    /** Encodes for a modulus whose length in bits is a multiple of 8. */
    abstract byte[] encode(
            DigestAlgorithm algorithm, byte[] digest, int lengthBytes, SecureRandom random);

    /** Whether {@code message} is an encoding of {@code digest}. */
    abstract boolean matches(DigestAlgorithm algorithm, byte[] digest, byte[] message);
}
