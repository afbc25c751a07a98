package dev.keyhaul.usageaudit;

/** Is told how long work goes on; called by several threads. */
public interface AuditProgress {
    /** Tells nobody. */
    AuditProgress NONE =
            new AuditProgress() {
                @Override
                public void read(long bytes) {
                    // Nobody listens.
                }

                @Override
                public void step(String name) {
                    // Nobody listens.
                }
            };

    /** So many more bytes of the files were read. */
    void read(long bytes);

    /** The next step of the cross-reference begins. */
    void step(String name);
}
