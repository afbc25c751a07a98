package dev.keyhaul.batch;

import dev.keyhaul.core.source.NamedKey;
import java.nio.file.Path;
import java.util.Optional;

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

    /** Returns the target as one text if no two items may have the same one. */
    Optional<String> place() {
        return target.file().map(file -> "output " + file.normalize()).or(target::place);
    }
}
