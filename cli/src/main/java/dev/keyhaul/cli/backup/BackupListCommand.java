package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.backup.report.StoreReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Lists master copies. */
public record BackupListCommand(Given given) implements Command {

    static final Opt<String> MAX_AGE =
            Opt.text(
                    "--max-age DAYSd",
                    "how long ago the last restore test of each copy may be, such as 90d",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(BackupListCommand.class)
                    .reporting(StoreReport.class)
                    .and(JsonOption.ROWS, StoreOption.ROWS)
                    .and(MAX_AGE)
                    .and(TrustOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Duration allowed = given.find(MAX_AGE).map(BackupListCommand::days).orElse(null);
        StoreOption store = new StoreOption(given);
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
        evidence = evidence.trusting(new TrustOptions(given).read());
        Instant oldest = allowed == null ? null : now.minus(allowed);
        console.report(StoreReport.of(store.folder(), copies, evidence, oldest));
        if (oldest != null && StoreReport.isAnyOverdue(copies, evidence, oldest)) {
            call.exitWith(ExitCode.CHECK_FAILED);
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
