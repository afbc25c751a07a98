package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;
import java.time.Instant;

/**
 * What became of an item of a batch in this run, from its beginning until that was settled. The
 * batch itself tells its caller why. Immutable.
 *
 * @since 0.1.0
 */
public final class ItemEnd extends OperationEvent {
    private final int line;
    private final Outcome outcome;

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

    /**
     * Makes the event of an item that ends now.
     *
     * @param operation in which the item was worked on
     * @param line of the manifest
     * @param outcome what became of it
     */
    public ItemEnd(Operation operation, int line, Outcome outcome) {
        super(operation, time(operation, outcome));
        this.line = line;
        this.outcome = outcome;
    }

    private static Duration time(Operation operation, Outcome outcome) {
        Arguments.notNull("operation", operation, "outcome", outcome);
        return ToldTime.coarse(Duration.between(operation.start(), Instant.now()));
    }

    /** {@return the line of the manifest} */
    public int line() {
        return line;
    }

    /** {@return what became of it} */
    public Outcome outcome() {
        return outcome;
    }

    @Override
    public String toString() {
        return "line "
                + line
                + " of the batch: "
                + switch (outcome) {
                    case DONE -> "done";
                    case FOUND_DONE -> "found done";
                    case FAILED -> "failed";
                    case LOST -> "its result is missing or was changed";
                };
    }
}
