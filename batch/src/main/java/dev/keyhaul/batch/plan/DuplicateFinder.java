package dev.keyhaul.batch.plan;

import dev.keyhaul.core.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds texts that are there twice, in 8 bytes each: the first part of their SHA-256 after a secret
 * of this process, so that nobody can prepare two texts with the same part. Those with the same
 * part are compared in full by a second reading.
 */
final class DuplicateFinder {
    private static final int FIRST_CAPACITY = 1024;
    private static final int SECRET_BYTES = 16;

    private final MessageDigest digest = Sha256.begin();
    private final byte[] secret;
    private long[] seen = new long[FIRST_CAPACITY];
    private int count;
    private long[] sorted = {};

    DuplicateFinder() {
        this(new byte[SECRET_BYTES]);
        new SecureRandom().nextBytes(secret);
    }

    private DuplicateFinder(byte[] secret) {
        this.secret = secret;
    }

    /** Returns an empty one whose parts can be compared with those of this one. */
    DuplicateFinder another() {
        return new DuplicateFinder(secret);
    }

    void add(String text) {
        if (count == seen.length) {
            seen = Arrays.copyOf(seen, count + count / 2);
        }
        seen[count++] = half(text);
    }

    /** Synchronized: outputs are looked up by the threads that write them. */
    synchronized long half(String text) {
        digest.update(secret);
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    }

    /** Whether the text that was added at this place, from 0, is this one. */
    boolean isAt(long place, String text) {
        return place < count && seen[Math.toIntExact(place)] == half(text);
    }

    boolean has(String text) {
        return contains(half(text));
    }

    private boolean contains(long half) {
        return Arrays.binarySearch(sorted(), half) >= 0;
    }

    /** Returns the halves that were seen more than once. */
    Set<Long> twice() {
        Set<Long> twice = new HashSet<>();
        long[] all = sorted();
        for (int i = 1; i < all.length; i++) {
            if (all[i] == all[i - 1]) {
                twice.add(all[i]);
            }
        }
        return twice;
    }

    /** Returns the halves that were seen here and there. */
    Set<Long> alsoIn(DuplicateFinder other) {
        Set<Long> both = new HashSet<>();
        for (long half : sorted()) {
            if (other.contains(half)) {
                both.add(half);
            }
        }
        return both;
    }

    private long[] sorted() {
        if (sorted.length != count) {
            sorted = Arrays.copyOf(seen, count);
            Arrays.sort(sorted);
        }
        return sorted;
    }
}
