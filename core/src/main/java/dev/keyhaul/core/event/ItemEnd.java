package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;

/**
 * What became of an item of a batch in this run. The batch itself tells its caller why.
 *
 * @param line of the manifest
 * @param outcome what became of it
 * @since 0.1.0
 */
public record ItemEnd(int line, Outcome outcome) {
    /** What became of an item. */
    public enum Outcome {
        /** It is done, and the journal says so. */
        DONE,
        /** An earlier run had done it, and could not say so. */
        FOUND_DONE,
        /** It is not done, or its outcome is unknown. */
        FAILED,
        /** An earlier run had done it, and its result is missing or was changed. */
        LOST
    }

    /** Takes what is there. */
    public ItemEnd {
        Arguments.notNull("outcome", outcome);
    }
}
