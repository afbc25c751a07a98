package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoreVerification;
import dev.keyhaul.backup.StoreVerification.Check;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.backup.report.VaultBackupReport;
import dev.keyhaul.backup.report.VerificationReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Verifies a store. */
public record BackupVerifyCommand(Given given) implements Command {
    private static final Headline COPY =
            Headline.of(
                            "id",
                            "key_fingerprint",
                            "recipients.*.recipient",
                            "authenticity",
                            "signed_by")
                    .always("recipients.*.notes", "survival");

    private static final Headline HEADLINE =
            Headline.of("store", "checks.#", "authenticity", "journal_head")
                    .always("failed")
                    .alwaysExcept("checks", "holds", true);

    public static final Opt<String> ID =
            Opt.text("--id ID", "verify one copy only; the start of its ID is enough");

    static final Opt.Sure<Boolean> ALL =
            Opt.flag("--all", "verify the whole store (the default without --id)");

    static final Opt.Sure<List<Path>> REPLICA =
            Opt.folder(
                            "--replica D2",
                            "also verify a replica, which must contain everything that the store contains")
                    .many();

    public static final Rows ROWS =
            Rows.of(BackupVerifyCommand.class)
                    .reporting(VerificationReport.class, CopyReport.class)
                    .and(JsonOption.ROWS, StoreOption.ROWS)
                    .and(ID, ALL, REPLICA)
                    .and(TrustOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        StoreTrust known = new TrustOptions(given).read();
        StoreOption store = new StoreOption(given);
        String id = given.get(ID);
        if (id != null && !given.get(ALL)) {
            MasterCopyStore opened = store.open(console);
            MasterCopy copy = opened.get(id);
            VaultBackupReport.requireWhole(copy, opened);
            console.report(CopyReport.of(copy, known.check(opened, copy)), COPY);
            return;
        }
        MasterCopyStore opened = store.open();
        StoreVerification verification = StoreVerification.of(opened, known);
        List<Check> checks = new ArrayList<>(verification.checks());
        given.get(REPLICA).forEach(replica -> checks.addAll(verification.ofReplicaIn(replica)));
        console.report(
                VerificationReport.of(
                        store.folder(),
                        verification,
                        checks,
                        known,
                        reason -> NextStep.of(reason, console.options())),
                HEADLINE);
        int failed = StoreVerification.failed(checks).size();
        if (failed > 0) {
            console.warn(
                    failed
                            + " of "
                            + Console.count(checks.size(), "check")
                            + (failed == 1 ? " does not hold" : " do not hold"));
            call.exitWith(ExitCode.CHECK_FAILED);
        }
    }
}
