package dev.keyhaul.cli.heap;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks for many secrets in a dump, in one pass. */
public final class MemorySearch {
    private static final int KEY_BYTES = 8;
    private static final int FILTER_BITS = 24;
    private static final int BUFFER_BYTES = 1 << 20;

    /** The last three bytes of each pattern's first eight, to leave almost every place at once. */
    private final BitSet filter = new BitSet(1 << FILTER_BITS);

    private final Map<Long, List<Candidate>> byStart = new HashMap<>();

    private record Candidate(String hit, byte[] bytes) {}

    /** Prepares to look for these. */
    public MemorySearch(Collection<SecretForms> secrets) {
        for (SecretForms secret : secrets) {
            for (SecretForms.Pattern pattern : secret.patterns()) {
                long start = ByteBuffer.wrap(pattern.bytes()).getLong();
                filter.set((int) (start & ((1 << FILTER_BITS) - 1)));
                byStart.computeIfAbsent(start, any -> new ArrayList<>())
                        .add(
                                new Candidate(
                                        secret.name() + " as " + pattern.form(), pattern.bytes()));
            }
        }
    }

    /** Returns what was found, each as {@code NAME as FORM}. */
    public Set<String> hitsIn(Path dump) throws IOException {
        Set<String> hits = new TreeSet<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(dump), BUFFER_BYTES)) {
            byte[] block = new byte[BUFFER_BYTES];
            int kept = 0;
            for (int read = file.readNBytes(block, kept, block.length - kept);
                    read > 0;
                    read = file.readNBytes(block, kept, block.length - kept)) {
                int end = kept + read;
                search(block, end, hits);
                // A pattern may lie across two blocks: none is longer than 512 bytes.
                kept = Math.min(end, 512);
                System.arraycopy(block, end - kept, block, 0, kept);
            }
        }
        return hits;
    }

    private void search(byte[] block, int end, Set<String> hits) {
        long window = 0;
        for (int i = 0; i < end; i++) {
            window = (window << 8) | (block[i] & 0xff);
            if (filter.get((int) (window & ((1 << FILTER_BITS) - 1)))) {
                compare(block, i - KEY_BYTES + 1, end, window, hits);
            }
        }
    }

    private void compare(byte[] block, int from, int end, long start, Set<String> hits) {
        for (Candidate candidate : byStart.getOrDefault(start, List.of())) {
            int to = from + candidate.bytes.length;
            if (from >= 0
                    && to <= end
                    && java.util.Arrays.equals(
                            block, from, to, candidate.bytes, 0, candidate.bytes.length)) {
                hits.add(candidate.hit);
            }
        }
    }
}
