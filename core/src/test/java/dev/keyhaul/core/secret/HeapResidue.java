package dev.keyhaul.core.secret;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for secrets in this process's heap, its garbage too. Secrets are kept here with every bit
 * flipped, so that they are not found in this object itself.
 */
final class HeapResidue {
    private static final int INDEX_BYTES = Long.BYTES;

    private final Map<Long, List<Watched>> watchedByStart = new HashMap<>();
    private final boolean[] firstTwo = new boolean[1 << 16];
    private final long collections = collections();

    private record Watched(String name, byte[] flipped) {}

    /** Collects what earlier work left behind. */
    static HeapResidue afterCollection() {
        System.gc();
        return new HeapResidue();
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    /** Takes a secret of at least 8 bytes, and zeroes it. */
    void watch(String name, byte[] secret) {
        long start = ByteBuffer.wrap(secret).getLong();
        // The start itself must not stand in a map's key.
        watchedByStart
                .computeIfAbsent(~start, any -> new ArrayList<>())
                .add(new Watched(name, flipped(secret)));
        firstTwo[(int) (start >>> 48)] = true;
        Arrays.fill(secret, (byte) 0);
    }

    static byte[] flipped(byte[] bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = (byte) ~bytes[i];
        }
        return result;
    }

    /** Tells whether garbage was collected since this was made: then nothing is known. */
    boolean isSpoiled() {
        return collections() != collections;
    }

    /** Returns the names of those that are found. */
    Set<String> found(Path folder) throws IOException {
        Path dump = folder.resolve("heap.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpHeap(dump.toString(), /* live= */ false);
        byte[] heap = Files.readAllBytes(dump);
        Files.delete(dump);
        Set<String> found = new TreeSet<>();
        ByteBuffer longs = ByteBuffer.wrap(heap);
        for (int i = 0; i + INDEX_BYTES <= heap.length; i++) {
            if (firstTwo[(heap[i] & 0xFF) << 8 | (heap[i + 1] & 0xFF)]) {
                for (Watched each : watchedByStart.getOrDefault(~longs.getLong(i), List.of())) {
                    if (isAt(heap, i, each.flipped)) {
                        found.add(each.name);
                    }
                }
            }
        }
        return found;
    }

    private static boolean isAt(byte[] heap, int from, byte[] flippedSecret) {
        for (int i = 0; i < flippedSecret.length; i++) {
            if (from + i >= heap.length || heap[from + i] != (byte) ~flippedSecret[i]) {
                return false;
            }
        }
        return true;
    }
}
