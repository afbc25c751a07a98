package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.workflow.ImportProgress;
import dev.keyhaul.workflow.ImportProgress.ImportKek;
import java.time.Duration;
import java.util.Optional;

/**
 * Ctrl-C during an import: it ends at the next step, which disables the KEK that it made. If the
 * vault does not answer in time, the process says what may be there and ends; the next import
 * disables the KEK.
 */
final class ImportStop {
    /** A few requests to a vault; people press Ctrl-C to see something end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Console console;
    private final Interruption interruption = new Interruption(PATIENCE, this::tellWhatIsThere);

    /** Signals end the process at once as long as no vault is changed. */
    private final ImportProgress progress =
            new ImportProgress(() -> interruption.stops(this::stop));

    /** Takes the process's signals from now on. */
    ImportStop(Console console) {
        this.console = console;
    }

    Interruption interruption() {
        return interruption;
    }

    ImportProgress progress() {
        return progress;
    }

    private void stop() {
        progress.stop();
        console.warn(
                "interrupted: the import ends at the next step"
                        + (progress.where().kek().isPresent()
                                ? ", and the KEK that it made is disabled"
                                : "")
                        + "; a second Ctrl-C ends it at once");
    }

    /** On the thread of the signal, while the import still waits for the vault. */
    private void tellWhatIsThere() {
        ImportProgress.Where where = progress.where();
        String key =
                where.imported()
                        .map(id -> "the key is in the vault as " + id)
                        .orElse(
                                where.isSent()
                                        ? "the key was sent: the vault may have it"
                                        : "the key was not sent");
        Optional<ImportKek> kek = where.kek();
        console.error(
                Reason.INTERRUPTED,
                kek.map(ImportStop::enabled).orElse("interrupted: ") + key,
                kek.map(ImportStop::disabling)
                        .orElse(
                                "run the command again: if the key is in the vault, it is proven"
                                        + " and not imported again"));
    }

    private static String enabled(ImportKek kek) {
        return "interrupted: the KEK "
                + kek.name()
                + (kek.isMade() ? " that this import made is enabled; " : " may have been made; ");
    }

    private static String disabling(ImportKek kek) {
        return "run the command again: it disables this KEK without using it; if you do not import"
                + " again, run '"
                + ShellCommand.of("keyhaul kek disable --vault")
                        .value(kek.vault().url())
                        .words("--name")
                        .value(kek.name())
                + "'";
    }
}
