package dev.keyhaul.cli.batch;

/** Shows how far a batch is, while it runs. */
interface Progress extends AutoCloseable {
    /** Shows where it is now; called several times a second. */
    void show(long done, long failed);

    /** Ends the showing. */
    @Override
    void close();
}
