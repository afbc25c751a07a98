package dev.keyhaul.cli.heap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for many secrets in a dump, in one pass.
 *
 * <p>Every few bytes it looks up the next eight: wherever a pattern lies, eight of its bytes begin
 * at such a place.
 */
public final class MemorySearch {
    private static final int KEY_BYTES = 8;
    private static final int FILTER_BITS = 16;
    private static final int BUFFER_BYTES = 1 << 20;

    /** Longer than any pattern. */
    private static final int OVERLAP_BYTES = 512;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int step;

    /** By a hash of the eight bytes, to leave almost every place at once. */
    private final boolean[] filter = new boolean[1 << FILTER_BITS];

    private final Map<Long, List<Candidate>> byKey = new HashMap<>();

    /** Eight bytes of a pattern begin at {@code offset}. */
    private record Candidate(String hit, byte[] bytes, int offset) {}

    /** Prepares to look for these. */
    public MemorySearch(Collection<SecretForms> secrets) {
        int shortest =
                secrets.stream()
                        .flatMap(secret -> secret.patterns().stream())
                        .mapToInt(pattern -> pattern.bytes().length)
                        .min()
                        .orElseThrow();
        step = Math.min(shortest - KEY_BYTES + 1, KEY_BYTES);
        for (SecretForms secret : secrets) {
            for (SecretForms.Pattern pattern : secret.patterns()) {
                String hit = secret.name() + " as " + pattern.form();
                for (int offset = 0; offset < step; offset++) {
                    long key = (long) LONG.get(pattern.bytes(), offset);
                    filter[hash(key)] = true;
                    byKey.computeIfAbsent(key, any -> new ArrayList<>())
                            .add(new Candidate(hit, pattern.bytes(), offset));
                }
            }
        }
    }

    private static int hash(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - FILTER_BITS));
    }

    /** Returns what was found, each as {@code NAME as FORM}. */
    public Set<String> hitsIn(Path dump) throws IOException {
        Set<String> hits = new TreeSet<>();
        try (InputStream file = Files.newInputStream(dump)) {
            byte[] block = new byte[BUFFER_BYTES];
            int kept = 0;
            for (int read = file.readNBytes(block, kept, block.length - kept);
                    read > 0;
                    read = file.readNBytes(block, kept, block.length - kept)) {
                int end = kept + read;
                search(block, end, hits);
                // A pattern may lie across two blocks.
                kept = Math.min(end, OVERLAP_BYTES);
                System.arraycopy(block, end - kept, block, 0, kept);
            }
        }
        return hits;
    }

    private void search(byte[] block, int end, Set<String> hits) {
        for (int i = 0; i + KEY_BYTES <= end; i += step) {
            long key = (long) LONG.get(block, i);
            if (filter[hash(key)]) {
                compare(block, i, end, key, hits);
            }
        }
    }

    private void compare(byte[] block, int at, int end, long key, Set<String> hits) {
        for (Candidate candidate : byKey.getOrDefault(key, List.of())) {
            int from = at - candidate.offset;
            int to = from + candidate.bytes.length;
            if (from >= 0
                    && to <= end
                    && Arrays.equals(block, from, to, candidate.bytes, 0, candidate.bytes.length)) {
                hits.add(candidate.hit);
            }
        }
    }
}
