package dev.keyhaul.batch;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One key of a manifest, and what is to be done with it.
 *
 * @param index its place among the items, from 0: shards go by it
 * @param line the manifest's line that it begins on, from 1: people and the journal name it so
 * @param values what the manifest says, without what it leaves empty
 */
public record BatchItem(long index, int line, Map<Column, String> values) {
    /** Copies the values. */
    public BatchItem {
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** Returns what the manifest says in a column. */
    public Optional<String> value(Column column) {
        return Optional.ofNullable(values.get(column));
    }

    /** Tells whether the manifest says anything in a column. */
    public boolean has(Column column) {
        return values.containsKey(column);
    }
}
