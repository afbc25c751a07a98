package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.workflow.VaultImport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C during an import: it ends at the next step, which disables the KEK that it made. If the
 * vault does not answer in time, the process says what may be there and ends; the next import
 * disables the KEK. Used by the thread that imports, and by the one that handles a signal.
 */
final class ImportStop implements VaultImport.Watch {
    /** A few requests to a vault; people press Ctrl-C to see something end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String NOT_SENT = "the key was not sent";

    private final Console console;
    private boolean stopped;
    private @Nullable VaultHost vault;
    private @Nullable String kek;
    private boolean made;
    private String key = NOT_SENT;
    private @Nullable Interruption interruption;

    ImportStop(Console console) {
        this.console = console;
    }

    /** Takes the process's signals: they end it at once as long as the vault is not changed. */
    Interruption interruption() {
        Interruption own = new Interruption(PATIENCE, this::tellWhatIsThere);
        interruption = own;
        return own;
    }

    private void begin() {
        if (interruption != null) {
            interruption.stops(this::stop);
        }
    }

    private synchronized void stop() {
        stopped = true;
        console.warn(
                "interrupted: the import ends at the next step"
                        + (kek == null ? "" : ", and the KEK that it made is disabled")
                        + "; a second Ctrl-C ends it at once");
    }

    /** Ends the import here if it is to stop. */
    @Override
    public synchronized void requireGoesOn() throws RefusedException {
        if (stopped) {
            throw new RefusedException(
                    Reason.INTERRUPTED,
                    "interrupted: the key was not sent to the vault",
                    "run the command again");
        }
    }

    @Override
    public synchronized void kek(VaultHost there, String name, boolean isMade) {
        begin();
        vault = there;
        kek = name;
        made = isMade;
        key = NOT_SENT;
    }

    @Override
    public synchronized void sending() {
        begin();
        key = "the key was sent: the vault may have it";
    }

    @Override
    public synchronized void imported(KeyIdentifier id) {
        key = "the key is in the vault as " + id;
    }

    @Override
    public synchronized void kekDisabled() {
        kek = null;
    }

    /** On the thread of the signal, while the import still waits for the vault. */
    private synchronized void tellWhatIsThere() {
        if (kek == null || vault == null) {
            console.error(
                    Reason.INTERRUPTED,
                    "interrupted: " + key,
                    "run the command again: if the key is in the vault, it is proven and not imported again");
            return;
        }
        console.error(
                Reason.INTERRUPTED,
                "interrupted: the KEK "
                        + kek
                        + (made ? " that this import made is enabled; " : " may have been made; ")
                        + key,
                "run the command again: it disables this KEK without using it; if you do not import again, run '"
                        + ShellCommand.of("keyhaul kek disable --vault")
                                .value(vault.url())
                                .words("--name")
                                .value(kek)
                        + "'");
    }
}
