package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        JournalEvidence evidence = journal(opened, allowed == null, console);
        if (allowed != null) {
            evidence.requireBefore(now);
        }
        evidence = evidence.trusting(trust.read());
        List<JsonObject> lines = new ArrayList<>();
        for (StoredCopy copy : copies) {
            JsonObject.Builder line = CopyReport.line(copy);
            Optional<Instant> proven = lastProven(copy, evidence);
            line.put("last_proven", proven.map(Instant::toString));
            line.put("last_claimed", evidence.lastClaimed(copy.id()).map(Instant::toString));
            if (allowed != null) {
                boolean overdue = proven.filter(now.minus(allowed)::isBefore).isEmpty();
                line.put("overdue", overdue);
                if (overdue) {
                    exitWith(ExitCode.CHECK_FAILED);
                }
            }
            lines.add(line.build());
        }
        console.report(
                JsonObject.builder()
                        .put("store", store.folder.toString())
                        .put("authenticity", Authenticity.CONSISTENT.label())
                        .put("journal_head", evidence.head().sha256())
                        .put("copies", lines)
                        .build());
        if (exitCode() != ExitCode.DONE) {
            console.warn(
                    "a drill is overdue: 'backup drill' does it; with --signed-by, copies count"
                            + " that were tested when they were made");
        }
    }

    private static Optional<Instant> lastProven(StoredCopy copy, JournalEvidence evidence) {
        return copy instanceof StoredCopy.Listed listed
                ? evidence.lastProven(listed.copy())
                : Optional.empty();
    }

    /** A damaged journal hides no copy: it is told, unless ages are to be judged by it. */
    private static JournalEvidence journal(MasterCopyStore store, boolean orEmpty, Console console)
            throws KeyTransferException {
        try {
            return JournalEvidence.of(store, StoreTrust.none());
        } catch (CheckFailedException e) {
            if (!orEmpty) {
                throw e;
            }
            console.warn(String.valueOf(e.getMessage()));
            return JournalEvidence.ofNoJournal(store, StoreTrust.none());
        }
    }

    private static Duration days(String text) {
        if (!text.matches("[0-9]{1,5}d")) {
            throw new UsageException("no age: " + text, "give days, such as 90d");
        }
        return Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)));
    }
}
