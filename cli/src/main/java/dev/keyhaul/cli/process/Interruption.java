package dev.keyhaul.cli.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, SIGTERM from a service manager, or SIGHUP of a lost connection: asks the work to stop,
 * waits until it has ended, and then ends the process. At a prompt, which no thread can leave, the
 * process ends at once. A signal that the process ignores, as under nohup, stays ignored.
 *
 * <p>The signal itself is taken: in a shutdown hook, Azure's SDK can send no request any more. A
 * hook does it where the JDK has no module that takes signals.
 */
public final class Interruption implements AutoCloseable {
    private static final int FIRST_CODE = 128;
    private static final String HANG_UP = "HUP";

    /** The threads that wait for a person: a process has one terminal. */
    private static final AtomicInteger ASKING = new AtomicInteger();

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
    private final AtomicReference<@Nullable Integer> taken = new AtomicReference<>();
    private final AtomicBoolean isLate = new AtomicBoolean();
    private final List<Signals.Handled> handled = new ArrayList<>();
    private final @Nullable Duration most;
    private final BooleanSupplier late;

    /** Takes the process's signals from now on; the work may take any time to end. */
    public Interruption() {
        this(null, () -> false);
    }

    /**
     * Takes the process's signals from now on.
     *
     * @param most how long the process waits for the work to end, unless a second signal comes;
     *     null to wait, whatever comes
     * @param late what to do if it has not ended by then, on another thread than the work
     */
    public Interruption(@Nullable Duration most, Runnable late) {
        this(
                most,
                () -> {
                    late.run();
                    return true;
                });
    }

    private Interruption(@Nullable Duration most, BooleanSupplier late) {
        this.most = most;
        this.late = late;
        if (Signals.areTaken()) {
            for (String name : List.of(HANG_UP, "INT", "TERM")) {
                boolean isHangUp = name.equals(HANG_UP);
                Signals.handle(name, signal -> interrupted(signal, isHangUp))
                        .ifPresent(handled::add);
            }
        } else {
            Thread hook = new Thread(this::stopped, "interruption");
            Runtime.getRuntime().addShutdownHook(hook);
            handled.add(() -> remove(hook));
        }
    }

    /**
     * Takes the process's signals from now on; work that is late may be waited for.
     *
     * @param most how long the process waits for the work to end before it asks, and asks again; a
     *     second signal asks at once
     * @param mayEnd whether the process ends without the work: tells what is left then
     */
    public static Interruption asking(Duration most, BooleanSupplier mayEnd) {
        return new Interruption(most, mayEnd);
    }

    /** What a person is asked for; null if there is no answer. */
    public interface Answer<T> {
        /** Waits for it. */
        @Nullable T read();
    }

    /** Returns a person's answer; a signal ends the process at once meanwhile. */
    public static <T> @Nullable T whileAsking(Answer<T> answer) {
        ASKING.incrementAndGet();
        try {
            return answer.read();
        } finally {
            ASKING.decrementAndGet();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending.
        }
    }

    /** Sets what asks the work to stop; until then, a signal ends the process at once. */
    public void stops(Runnable work) {
        stop.set(work);
    }

    /** The kernel and the shell both tell of a lost connection: that is nobody's impatience. */
    private void interrupted(int signal, boolean isHangUp) {
        TerminalLine.cut();
        boolean isFirst = taken.compareAndSet(null, signal);
        if (isFirst ? stopped() : most != null && !isHangUp && tellLate()) {
            exit(signal);
        }
    }

    /** Tells the work, and whether the process is to end without it. */
    private boolean stopped() {
        Runnable current = stop.get();
        if (current == null) {
            return true; // Nothing has begun.
        }
        if (ASKING.get() > 0) {
            return tellLate();
        }
        current.run();
        try {
            if (most == null) {
                ended.await();
                return false;
            }
            while (!ended.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
                if (tellLate()) {
                    return true;
                }
                if (isLate.get()) {
                    return false; // Another signal's thread ends the process.
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One signal's thread ends the process. */
    private synchronized boolean tellLate() {
        boolean first = !isLate.get() && late.getAsBoolean();
        if (first) {
            isLate.set(true);
        }
        return first;
    }

    @SuppressWarnings("SystemExitOutsideMain") // as the signal would have
    private static void exit(int signal) {
        TerminalLine.close();
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
