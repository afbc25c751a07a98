package dev.keyhaul.localvault;

import java.security.SecureRandom;

/**
 * How a digest becomes a number as long as the modulus; the JDK offers neither for bare digests.
 */
sealed interface SignaturePadding permits Pkcs1Padding, PssPadding {
    SignaturePadding PKCS1 = new Pkcs1Padding();
    SignaturePadding PSS = new PssPadding();

    /** Encodes for a modulus whose length in bits is a multiple of 8. */
    byte[] encode(DigestAlgorithm algorithm, byte[] digest, int lengthBytes, SecureRandom random);

    /** Tells whether {@code message} is an encoding of {@code digest}. */
    boolean matches(DigestAlgorithm algorithm, byte[] digest, byte[] message);
}
