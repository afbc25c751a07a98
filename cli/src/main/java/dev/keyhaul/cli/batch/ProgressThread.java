package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchTally;

/** Shows a batch's progress five times a second, from a thread of its own, until it is closed. */
final class ProgressThread implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 200;

    private final Progress progress;
    private final BatchTally tally;
    private final Thread thread;

    ProgressThread(Progress progress, BatchTally tally) {
        this.progress = progress;
        this.tally = tally;
        this.thread = new Thread(this::run, "batch-progress");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                progress.show(tally.done(), tally.failed());
            }
        } catch (InterruptedException e) {
            // The batch has ended.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        progress.show(tally.done(), tally.failed());
        progress.close();
    }
}
