package dev.keyhaul.backup.shares;

import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What all shares of a set have in common.
 *
 * @param set names the set, 16 random bytes
 * @param needed how many shares bring the key back
 * @param count how many there are
 * @param commitment tells the key from any other, and does not tell the key: it has 256 random bits
 */
record ShareTerms(byte[] set, int needed, int count, byte[] commitment) {
    private static final byte[] TAG = "keyhaul shares v1".getBytes(StandardCharsets.US_ASCII);

    /** SHA-256 of {@code keyhaul shares v1}, the set's id and the key. */
    static byte[] commitment(byte[] set, SecretBytes key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(TAG);
            digest.update(set);
            return key.withRawSecretBytes(digest::digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShareTerms that
                && Arrays.equals(set, that.set)
                && needed == that.needed
                && count == that.count
                && Arrays.equals(commitment, that.commitment);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(set);
    }

    @Override
    public String toString() {
        return needed + " of " + count;
    }
}
