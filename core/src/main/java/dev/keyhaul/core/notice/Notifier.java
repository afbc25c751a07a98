package dev.keyhaul.core.notice;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.event.OperationListener;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one place that calls an application's listener: never within a {@link Deferral} of the
 * thread, and nothing that it throws gets out but what ends the JVM. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Notifier {
    /** Tells nobody. */
    public static final Notifier OFF = new Notifier(null);

    /** Set on a thread that is in a listener. */
    private static final ThreadLocal<@Nullable Boolean> IN_LISTENER = new ThreadLocal<>();

    private final @Nullable OperationListener listener;
    private final AtomicLong dropped = new AtomicLong();

    private Notifier(@Nullable OperationListener listener) {
        this.listener = listener;
    }

    /** Returns one that tells a listener. */
    public static Notifier to(OperationListener listener) {
        Arguments.notNull("listener", listener);
        return new Notifier(listener);
    }

    /** Whether anybody listens: else nothing needs to be measured or made. */
    public boolean isOn() {
        return listener != null;
    }

    /** Does what holds a lock or has a secret open, and delivers the events of it at the end. */
    public <T, E extends Exception> T deferring(Deferral.Step<T, E> step) throws E {
        return isOn() ? Deferral.during(step) : step.run();
    }

    /** Tells of something now, or when nothing keeps it back any more. */
    public void tell(Consumer<OperationListener> event) {
        OperationListener told = listener;
        if (told == null || isInListener()) {
            return;
        }
        Optional<Deferral> deferral = Deferral.ofThread();
        if (deferral.isEmpty()) {
            deliver(told, event);
        } else if (!deferral.get().keep(() -> deliver(told, event))) {
            dropped.incrementAndGet();
        }
    }

    /** Whether this thread is in a listener: what it does there is no news. */
    static boolean isInListener() {
        return IN_LISTENER.get() != null;
    }

    private void deliver(OperationListener told, Consumer<OperationListener> event) {
        IN_LISTENER.set(true);
        try {
            event.accept(told);
        } catch (Throwable e) { // Not all languages declare what they throw.
            dropped.incrementAndGet();
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
        } finally {
            IN_LISTENER.remove();
        }
    }

    /** Returns how many events the listener threw at, or were too many to be kept. */
    public long dropped() {
        return dropped.get();
    }
}
