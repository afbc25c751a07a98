package dev.keyhaul.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds destinations that are named twice, in 8 bytes an item: the first part of their SHA-256.
 * Those with the same part are compared in full by a second reading.
 */
final class DuplicateFinder {
    private static final int FIRST_CAPACITY = 1024;

    private final MessageDigest digest;
    private long[] seen = new long[FIRST_CAPACITY];
    private int count;

    DuplicateFinder() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    void add(String destination) {
        if (count == seen.length) {
            seen = Arrays.copyOf(seen, count + count / 2);
        }
        seen[count++] = half(destination);
    }

    long half(String destination) {
        byte[] sha256 = digest.digest(destination.getBytes(StandardCharsets.UTF_8));
        long half = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            half = half << 8 | (sha256[i] & 0xFF);
        }
        return half;
    }

    /** Returns the halves that were seen more than once; nothing can be added after. */
    Set<Long> twice() {
        Arrays.sort(seen, 0, count);
        Set<Long> twice = new HashSet<>();
        for (int i = 1; i < count; i++) {
            if (seen[i] == seen[i - 1]) {
                twice.add(seen[i]);
            }
        }
        return twice;
    }
}
