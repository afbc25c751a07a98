package dev.keyhaul.batch;

import dev.keyhaul.core.source.NamedKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An item, parsed: where its key is and where it goes. Nothing is opened for it. */
record ItemPlan(BatchItem item, NamedKey key, Optional<Path> secretFile, BatchTarget target) {
    /** Items of this weight together are done as one chunk. */
    static final int CHUNK = 64;

    /** A token wraps in milliseconds. */
    private static final int TOKEN_WEIGHT = 16;

    /**
     * Returns how much work the item is, from 1 to {@link #CHUNK}: slow ones are taken few at a
     * time, so that a batch stops soon when it is asked to. Vaults and stores are the slowest.
     */
    int weight() {
        if (target.file().isEmpty()) {
            return CHUNK;
        }
        return key.mayBeSoftware() ? 1 : TOKEN_WEIGHT;
    }

    /** Whether this process wraps the key under a KEK, and no token does. */
    boolean isWrappedHere() {
        return key.mayBeSoftware() && target.isUnderKek();
    }

    /**
     * Returns the files that the item may read: what the source and the destination say, and
     * whatever else a column names, so that a new column needs no mention here.
     */
    List<Path> inputs() {
        return inputs(new HashSet<>());
    }

    /**
     * Returns them without those of columns whose text was an input before.
     *
     * @param before gets the texts that are inputs here; never the output's, which may be an input
     *     of another item
     */
    List<Path> inputs(Set<String> before) {
        List<Path> inputs = new ArrayList<>(key.files());
        secretFile.ifPresent(inputs::add);
        inputs.addAll(target.reads());
        Optional<Path> output = target.file();
        for (Map.Entry<String, String> column : item.values().entrySet()) {
            String text = column.getValue();
            if (column.getKey().equals(BatchItem.SOURCE) || before.contains(text)) {
                continue;
            }
            Optional<Path> path = column(text).filter(named -> !output.equals(Optional.of(named)));
            if (path.isPresent()) {
                inputs.add(path.get());
                before.add(text);
            }
        }
        return inputs;
    }

    private Optional<Path> column(String value) {
        try {
            return Optional.of(item.folder().resolve(value));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Returns the target as one text if no two items may have the same one; not of a file. */
    Optional<String> place() {
        return target.file().isPresent() ? Optional.empty() : target.place();
    }
}
