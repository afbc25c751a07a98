package dev.keyhaul.usageaudit;

/**
 * Receives the progress of long work, from several threads.
 *
 * @since 0.1.0
 */
public interface AuditProgress {
    /** Ignores all progress. */
    AuditProgress NONE =
            new AuditProgress() {
                @Override
                public void read(long bytes) {
                    // Ignored.
                }

                @Override
                public void step(String name) {
                    // Ignored.
                }
            };

    /** So many more bytes of the files were read. */
    void read(long bytes);

    /** The next step of the cross-reference begins. */
    void step(String name);
}
