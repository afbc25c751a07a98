package dev.keyhaul.localvault.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2): 00 01, ff bytes, 00, DigestInfo. */
final class Pkcs1Padding {
    private Pkcs1Padding() {}

    /** Compares whole encodings: what parses them has let forgeries pass before. */
    static boolean matches(DigestAlgorithm algorithm, byte[] digest, byte[] message) {
        return MessageDigest.isEqual(encode(algorithm, digest, message.length), message);
    }

    static byte[] encode(DigestAlgorithm algorithm, byte[] digest, int lengthBytes) {
        byte[] prefix = algorithm.digestInfoPrefix();
        byte[] ff = new byte[lengthBytes - 3 - prefix.length - digest.length];
        Arrays.fill(ff, (byte) 0xFF);
        return ByteBuffer.allocate(lengthBytes)
                .put((byte) 0)
                .put((byte) 1)
                .put(ff)
                .put((byte) 0)
                .put(prefix)
                .put(digest)
                .array();
    }
}
