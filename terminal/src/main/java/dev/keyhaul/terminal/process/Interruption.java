package dev.keyhaul.terminal.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, or SIGTERM of a service manager: the work is told to stop, ends in its own time, and the
 * process ends after it. A second signal changes nothing.
 *
 * <p>The signal itself is taken: in a shutdown hook, Azure's SDK can send no request any more.
 */
public final class Interruption implements AutoCloseable {
    private static final int FIRST_CODE = 128;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
    private final AtomicReference<@Nullable Integer> taken = new AtomicReference<>();
    private final List<Signals.Handled> handled = new ArrayList<>();
    private final @Nullable Duration most;
    private final Runnable late;

    /** Takes the process's signals from now on; the work may take any time to end. */
    public Interruption() {
        this(null, () -> {});
    }

    /**
     * Takes the process's signals from now on.
     *
     * @param most how long the process waits for the work to end
     * @param late what is done then if it has not: on another thread than the work
     */
    public Interruption(@Nullable Duration most, Runnable late) {
        this.most = most;
        this.late = late;
        for (String name : List.of("INT", "TERM")) {
            Signals.handle(name, this::interrupted).ifPresent(handled::add);
        }
    }

    /** Sets what tells the work to stop. */
    public void stops(Runnable work) {
        stop.set(work);
    }

    private void interrupted(int signal) {
        if (!taken.compareAndSet(null, signal)) {
            return;
        }
        Runnable current = stop.get();
        if (current == null) {
            exit(signal); // Nothing has begun.
            return;
        }
        current.run();
        try {
            if (most != null && !ended.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
                late.run();
                exit(signal);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("SystemExitOutsideMain") // as the signal would have
    private static void exit(int signal) {
        System.exit(FIRST_CODE + signal);
    }

    /** Returns the exit code of a process that a signal has ended, if one came. */
    public OptionalInt exitCode() {
        Integer signal = taken.get();
        return signal == null ? OptionalInt.empty() : OptionalInt.of(FIRST_CODE + signal);
    }

    /** The work has ended: the report is printed, and everything is closed. */
    @Override
    public void close() {
        ended.countDown();
        handled.forEach(Signals.Handled::restore);
        handled.clear();
    }
}
