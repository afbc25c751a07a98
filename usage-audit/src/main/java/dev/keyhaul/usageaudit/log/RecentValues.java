package dev.keyhaul.usageaudit.log;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives the same value for equal keys while it remembers it: the origins of a log repeat in each
 * row, and to make one takes longer than to read a row. One slot a hash: bounded in memory and time
 * whatever a log holds.
 */
final class RecentValues<K, V> {
    private static final int SLOTS = 1 << 14;

    private record Slot<K, V>(K key, V value) {}

    private final @Nullable Slot<K, V>[] slots;
    private final Function<K, V> making;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    RecentValues(Function<K, V> making) {
        slots = new Slot[SLOTS];
        this.making = making;
    }

    V get(K key) {
        int hash = key.hashCode();
        int i = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        Slot<K, V> slot = slots[i];
        if (slot == null || !slot.key.equals(key)) {
            slot = new Slot<>(key, making.apply(key));
            slots[i] = slot;
        }
        return slot.value;
    }
}
