package dev.keyhaul.cli.heap;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Dumps the heap of a command when it ends: first with all garbage, then what is still in use.
 *
 * <p>It runs as a Java agent, beside the command's own classes, so that no product code knows of
 * it. No collection may have run before the first dump: only then is everything in it that the
 * command ever put on the heap.
 */
public final class HeapDumpAgent {
    /** The dump of everything. */
    public static final String ALL = "all.hprof";

    /** The dump of what is still in use. */
    public static final String LIVE = "live.hprof";

    /** How many collections there were before the first dump. */
    public static final String COLLECTIONS = "collections";

    private HeapDumpAgent() {}

    /** Waits for the process's end; {@code folder} is where the dumps go. */
    public static void premain(String folder) {
        HotSpotDiagnosticMXBean heap =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> dump(heap, Path.of(folder))));
    }

    private static void dump(HotSpotDiagnosticMXBean heap, Path folder) {
        try {
            long collections =
                    ManagementFactory.getGarbageCollectorMXBeans().stream()
                            .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                            .sum();
            heap.dumpHeap(folder.resolve(ALL).toString(), /* live= */ false);
            heap.dumpHeap(folder.resolve(LIVE).toString(), /* live= */ true);
            Files.writeString(folder.resolve(COLLECTIONS), Long.toString(collections));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
