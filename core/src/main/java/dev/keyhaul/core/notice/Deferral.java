package dev.keyhaul.core.notice;

import dev.keyhaul.core.event.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the events of a thread back while a lock is held or a secret is open: until the end of the
 * outermost one. The thread that began it closes it.
 *
 * @since 0.1.0
 */
public final class Deferral implements AutoCloseable {
    private static final ThreadLocal<@Nullable Deferral> OF_THREAD = new ThreadLocal<>();

    /** Objects of a large token are read one by one; memory is bounded. */
    private static final int MAX_EVENTS = 10_000;

    private final List<Runnable> events = new ArrayList<>();
    private int depth;

    private Deferral() {}

    /** Begins one, or one within that of the thread. */
    public static Deferral begin() {
        Deferral current = OF_THREAD.get();
        if (current == null) {
            current = new Deferral();
            OF_THREAD.set(current);
            Operation.begin();
        }
        current.depth++;
        return current;
    }

    /** What is done while events are kept back. */
    @FunctionalInterface
    public interface Step<T, E extends Exception> {
        /** Does it. */
        T run() throws E;
    }

    /** Does what has a secret open that events of anybody must not come near. */
    public static <T, E extends Exception> T during(Step<T, E> step) throws E {
        Deferral deferral = begin();
        try {
            return step.run();
        } finally {
            deferral.close();
        }
    }

    static Optional<Deferral> ofThread() {
        return Optional.ofNullable(OF_THREAD.get());
    }

    /** Keeps an event, unless there are too many. */
    boolean keep(Runnable event) {
        return events.size() < MAX_EVENTS && events.add(event);
    }

    /** Delivers what was kept, at the end of the outermost one. */
    @Override
    public void close() {
        depth--;
        if (depth == 0) {
            OF_THREAD.remove();
            Operation.end();
            events.forEach(Runnable::run);
        }
    }
}
