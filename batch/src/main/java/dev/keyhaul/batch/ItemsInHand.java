package dev.keyhaul.batch;

import dev.keyhaul.batch.manifest.BatchItem;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the threads of a run work on. Each notes its own; thread-safe. */
final class ItemsInHand {
    private final Map<Thread, ItemInHand> inHand = new ConcurrentHashMap<>();

    void begin(BatchItem item) {
        Thread thread = Thread.currentThread();
        inHand.put(
                thread,
                new ItemInHand(item, thread.getName(), Instant.now(), /* sending= */ false));
    }

    /** Notes that a change begins for the item of this thread. */
    void sending() {
        inHand.computeIfPresent(
                Thread.currentThread(),
                (thread, is) ->
                        new ItemInHand(is.item(), is.thread(), is.since(), /* sending= */ true));
    }

    void end() {
        inHand.remove(Thread.currentThread());
    }

    /** Returns them, the oldest first. */
    List<ItemInHand> all() {
        return inHand.values().stream().sorted(Comparator.comparing(ItemInHand::since)).toList();
    }
}
