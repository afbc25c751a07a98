package dev.keyhaul.localvault.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * EMSA-PSS (RFC 8017 §9.1) with MGF1, one digest for all, and a salt as long as the digest (RFC
 * 7518 §3.5), for a modulus whose length in bits is a multiple of 8.
 */
final class PssPadding {
    private static final byte TRAILER = (byte) 0xBC;

    private PssPadding() {}

    /** Takes the salt out of the message and compares with that salt's one encoding. */
    static boolean matches(DigestAlgorithm algorithm, byte[] digest, byte[] message) {
        int dbLength = message.length - algorithm.lengthBytes() - 1;
        byte[] hash = Arrays.copyOfRange(message, dbLength, message.length - 1);
        byte[] db = masked(algorithm, Arrays.copyOf(message, dbLength), hash);
        byte[] salt = Arrays.copyOfRange(db, dbLength - algorithm.lengthBytes(), dbLength);
        return MessageDigest.isEqual(encode(algorithm, digest, salt, message.length), message);
    }

    static byte[] encode(DigestAlgorithm algorithm, byte[] digest, byte[] salt, int lengthBytes) {
        MessageDigest sha = algorithm.newDigest();
        sha.update(new byte[8]);
        sha.update(digest);
        byte[] hash = sha.digest(salt);
        byte[] db = new byte[lengthBytes - hash.length - 1];
        db[db.length - salt.length - 1] = 1;
        System.arraycopy(salt, 0, db, db.length - salt.length, salt.length);
        byte[] maskedDb = masked(algorithm, db, hash);
        // emBits is one less than the modulus has: the top bit stays 0.
        maskedDb[0] &= 0x7F;
        return ByteBuffer.allocate(lengthBytes).put(maskedDb).put(hash).put(TRAILER).array();
    }

    /** Exclusive-or with MGF1 of the seed (RFC 8017 §B.2.1). */
    private static byte[] masked(DigestAlgorithm algorithm, byte[] data, byte[] seed) {
        MessageDigest sha = algorithm.newDigest();
        byte[] out = data.clone();
        for (int from = 0; from < out.length; from += algorithm.lengthBytes()) {
            sha.update(seed);
            int counter = from / algorithm.lengthBytes();
            byte[] mask = sha.digest(ByteBuffer.allocate(Integer.BYTES).putInt(counter).array());
            for (int i = 0; i < mask.length && from + i < out.length; i++) {
                out[from + i] ^= mask[i];
            }
        }
        return out;
    }
}
