package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.backup.report.StoreReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists master copies. */
public final class BackupListCommand extends ReportingCommand {
    @Mixin private StoreOption store = new StoreOption();

    @Option(
            names = "--max-age",
            paramLabel = "DAYSd",
            description = "how long ago the last restore test of each copy may be, such as 90d")
    private @Nullable String maxAge;

    @Mixin private TrustOptions trust = new TrustOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        Duration allowed = maxAge == null ? null : days(maxAge);
        MasterCopyStore opened = store.open(console);
        List<StoredCopy> copies = opened.list();
        Instant now = Clock.systemUTC().instant();
        JournalEvidence evidence =
                allowed == null
                        ? JournalEvidence.ofWhatIsReadable(opened, console::warn)
                        : JournalEvidence.of(opened, StoreTrust.none());
        if (allowed != null) {
            evidence.requireBefore(now);
        }
        evidence = evidence.trusting(trust.read());
        Instant oldest = allowed == null ? null : now.minus(allowed);
        console.report(StoreReport.list(store.folder, copies, evidence, oldest));
        if (oldest != null && StoreReport.isAnyOverdue(copies, evidence, oldest)) {
            exitWith(ExitCode.CHECK_FAILED);
            console.warn(
                    "a drill is overdue: run 'backup drill'; with --signed-by, a test when the copy was made also counts");
        }
    }

    private static Duration days(String text) {
        if (!text.matches("[0-9]{1,5}d")) {
            throw new UsageException(
                    Reason.VALUE_FORM, "not an age: " + text, "give a number of days, such as 90d");
        }
        return Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)));
    }
}
