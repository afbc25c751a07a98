package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, or a service manager's SIGTERM: the items in hand end, the report is printed, and then
 * the process. A second signal ends nothing sooner; SIGKILL does, and loses nothing either.
 */
final class Interruption implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable BatchRun> run = new AtomicReference<>();
    private final Thread hook = new Thread(this::interrupted, "batch-interruption");

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Says what is to be stopped. */
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

    /** Says that everything is told, and closed. */
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
