package dev.keyhaul.workflow;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import java.util.Optional;

/**
 * How far the imports of one act are, and whether they are to stop. The thread that imports moves
 * it on; any other may stop it and ask where it is. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ImportProgress {
    private final Runnable changing;
    private boolean stopped;
    private Where where = new Where(Optional.empty(), false, Optional.empty());

    /**
     * Watches the imports of an act.
     *
     * @param changing called by the thread that imports, each time before it changes a vault
     */
    public ImportProgress(Runnable changing) {
        Arguments.notNull("changing", changing);
        this.changing = changing;
    }

    /** Watches imports that nothing stops. */
    public ImportProgress() {
        this(() -> {});
    }

    /**
     * What may be in the vault that is imported into.
     *
     * @param kek a KEK that the import makes, until it is disabled
     * @param isSent whether the key was sent: the vault may have it
     * @param imported the key, once the vault has shown that it holds it
     */
    public record Where(Optional<ImportKek> kek, boolean isSent, Optional<KeyIdentifier> imported) {
        public Where {
            Arguments.notNull("kek", kek, "imported", imported);
        }
    }

    /**
     * A KEK that an import makes, and disables at its end.
     *
     * @param vault where
     * @param name its name
     * @param isMade whether the vault has answered that it made it; if not, it may have
     */
    public record ImportKek(VaultHost vault, String name, boolean isMade) {
        public ImportKek {
            Arguments.notNull("vault", vault, "name", name);
        }
    }

    /** Ends the imports before the next change of a vault; what is begun is cleaned up. */
    public synchronized void stop() {
        stopped = true;
    }

    /** Returns where the imports are. */
    public synchronized Where where() {
        return where;
    }

    synchronized void requireGoesOn() throws RefusedException {
        if (stopped) {
            throw new RefusedException(
                    Reason.INTERRUPTED,
                    "interrupted: the key was not sent to the vault",
                    "run the command again");
        }
    }

    void kek(VaultHost vault, String name, boolean isMade) {
        changing.run();
        Optional<ImportKek> kek = Optional.of(new ImportKek(vault, name, isMade));
        at(new Where(kek, false, Optional.empty()));
    }

    void sending() {
        changing.run();
        at(new Where(where().kek(), true, Optional.empty()));
    }

    void imported(KeyIdentifier key) {
        at(new Where(where().kek(), true, Optional.of(key)));
    }

    synchronized void kekDisabled() {
        at(new Where(Optional.empty(), where.isSent(), where.imported()));
    }

    private synchronized void at(Where next) {
        where = next;
    }
}
