package dev.keyhaul.core.event;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a thread does, from the outermost call that holds a lock or has a secret open, to its end.
 * For our modules only. Immutable.
 *
 * @since 0.1.0
 */
public final class Operation {
    private static final AtomicLong LAST = new AtomicLong();
    private static final ThreadLocal<@Nullable Operation> OF_THREAD = new ThreadLocal<>();

    private final long number = LAST.incrementAndGet();
    private final Instant start = Instant.now();

    private Operation() {}

    /** Begins one on this thread. */
    public static void begin() {
        OF_THREAD.set(new Operation());
    }

    /** Ends that of this thread. */
    public static void end() {
        OF_THREAD.remove();
    }

    /** Returns that of this thread; one that begins now, and that nothing else is of, if none. */
    public static Operation current() {
        Operation current = OF_THREAD.get();
        return current == null ? new Operation() : current;
    }

    long number() {
        return number;
    }

    Instant start() {
        return start;
    }
}
