package dev.keyhaul.batch;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The thread that writes files and the journal. An interrupt closes the channel that a thread
 * writes to, and anyone may interrupt the thread that runs a batch: so that thread only waits.
 */
final class WriterThread implements AutoCloseable {
    /** How often those who wait tell how far a run is. */
    static final long PROGRESS_MILLIS = 200;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(work -> daemon(work, "batch-writer"));
    private final Runnable onInterrupt;

    /**
     * Makes the thread.
     *
     * @param onInterrupt what an interrupt of the waiting thread does; the flag is cleared then
     */
    WriterThread(Runnable onInterrupt) {
        this.onInterrupt = onInterrupt;
    }

    /** Returns a thread that does not keep the process from ending: a run can be killed. */
    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs something there, and returns after it; {@code meanwhile} runs here now and then. */
    void run(Runnable work, Runnable meanwhile) {
        Future<?> running = thread.submit(work);
        while (true) {
            try {
                running.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                meanwhile.run();
            } catch (InterruptedException e) {
                onInterrupt.run();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the thread that writes a batch failed", e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
