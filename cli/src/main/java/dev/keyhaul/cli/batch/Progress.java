package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchRun;

/** Shows how far a batch is, while it runs. */
interface Progress extends BatchRun.Progress, AutoCloseable {
    /** Ends the display. */
    @Override
    default void close() {}
}
