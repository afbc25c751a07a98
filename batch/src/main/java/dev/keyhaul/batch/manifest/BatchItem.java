package dev.keyhaul.batch.manifest;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One key of a manifest, and where it goes.
 *
 * @param index its place among the items, from 0; shards divide the items by it
 * @param line the line of the manifest that it begins on, from 1; messages and the journal name it
 * @param folder where its relative paths begin
 * @param values the values by their columns, without empty ones
 * @since 0.1.0
 */
public record BatchItem(long index, int line, Path folder, Map<String, String> values) {
    private static final String EXPECT = "expect";

    /** Copies the values. */
    public BatchItem {
        Arguments.notNull("folder", folder);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns the value of a column. */
    public Optional<String> value(String column) {
        Arguments.notNull("column", column);
        return Optional.ofNullable(values.get(column));
    }

    /** Whether a column has a value. */
    public boolean has(String column) {
        Arguments.notNull("column", column);
        return values.containsKey(column);
    }

    /**
     * Returns the value of a column that must have one.
     *
     * @throws MalformedInputException if it has none
     */
    public String required(String column) throws MalformedInputException {
        Optional<String> value = value(column);
        if (value.isEmpty()) {
            throw new MalformedInputException(
                    Reason.BATCH_MANIFEST_FORM,
                    column + " is missing",
                    "docs/BATCH.md shows what each destination needs");
        }
        return value.get();
    }

    /**
     * Returns the fingerprint that the key must have, if the item says one.
     *
     * @throws MalformedInputException if it is not a fingerprint
     */
    public Optional<Fingerprint> expected() throws MalformedInputException {
        Optional<String> text = value(EXPECT);
        return text.isEmpty() ? Optional.empty() : Optional.of(Fingerprint.parse(text.get()));
    }

    /** Returns the path in a column; a relative one begins at the manifest's folder. */
    public Optional<Path> path(String column) {
        return value(column).map(folder::resolve);
    }
}
