package dev.keyhaul.core.event;

import java.time.Duration;
import java.time.Instant;

/**
 * What all events have. Immutable; {@link #toString} is one line for a log, without secrets.
 *
 * @since 0.1.0
 */
public abstract class OperationEvent {
    private final long operation;
    private final Instant start;
    private final Duration duration;

    OperationEvent(Duration exact, boolean isCoarse) {
        this.operation = Operation.current().number();
        this.start = ToldTime.coarse(Instant.now().minus(exact));
        this.duration = isCoarse ? ToldTime.coarse(exact) : exact;
    }

    /** Makes one that began with its operation. */
    OperationEvent(Operation operation, Duration duration) {
        this.operation = operation.number();
        this.start = ToldTime.coarse(operation.start());
        this.duration = duration;
    }

    /**
     * {@return the number of the operation that this is a part of, unique in this process} The
     * calls, requests and waits of one wrap have the same, as have those of one item of a batch.
     */
    public final long operation() {
        return operation;
    }

    /**
     * {@return when it began, in steps of 100 milliseconds} What came before and after would say
     * how long the use of a key took.
     */
    public final Instant start() {
        return start;
    }

    /**
     * {@return how long it took} In steps of 100 milliseconds where that could say something about
     * a secret.
     */
    public final Duration duration() {
        return duration;
    }

    final String in() {
        return ", " + duration.toMillis() + " ms";
    }
}
