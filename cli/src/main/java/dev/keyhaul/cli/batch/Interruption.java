package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, or SIGTERM of a service manager: the items in hand are finished, the report is printed,
 * and the process ends. A second signal changes nothing; SIGKILL ends it at once and loses nothing.
 */
final class Interruption implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable BatchRun> run = new AtomicReference<>();
    private final Thread hook = new Thread(this::interrupted, "batch-interruption");

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Sets the run to stop. */
    void stops(BatchRun current) {
        run.set(current);
    }

    private void interrupted() {
        BatchRun current = run.get();
        if (current == null) {
            return; // Nothing has begun.
        }
        current.stop();
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
