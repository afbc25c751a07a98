package dev.keyhaul.terminal.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, or SIGTERM of a service manager: the work is told to stop, ends in its own time, and the
 * process ends after it. A second signal changes nothing.
 */
public final class Interruption implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Runnable> stop = new AtomicReference<>();
    private final Thread hook = new Thread(this::interrupted, "interruption");

    /** Takes the process's signals from now on. */
    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Sets what tells the work to stop. */
    public void stops(Runnable work) {
        stop.set(work);
    }

    private void interrupted() {
        Runnable current = stop.get();
        if (current == null) {
            return; // Nothing has begun.
        }
        current.run();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the process end: the report is printed, and everything is closed. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending.
        }
    }
}
