package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoreVerification;
import dev.keyhaul.backup.StoreVerification.Check;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.backup.report.StoreReport;
import dev.keyhaul.backup.report.VaultBackupReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verifies a store. */
public final class BackupVerifyCommand extends ReportingCommand {
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

    @Mixin private StoreOption store = new StoreOption();

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "verify one copy only; the start of its ID is enough")
    private @Nullable String id;

    @Option(names = "--all", description = "verify the whole store (the default without --id)")
    private boolean all;

    @Option(
            names = "--replica",
            paramLabel = "D2",
            description =
                    "also verify a replica, which must contain everything that the store contains")
    private List<Path> replicas = new ArrayList<>();

    @Mixin private TrustOptions trust = new TrustOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        StoreTrust known = trust.read();
        if (id != null && !all) {
            MasterCopyStore opened = store.open(console);
            MasterCopy copy = opened.get(id);
            VaultBackupReport.requireWhole(copy, opened);
            console.report(CopyReport.whole(copy, known.check(opened, copy)).build(), COPY);
            return;
        }
        MasterCopyStore opened = store.open();
        StoreVerification verification = StoreVerification.of(opened, known);
        List<Check> checks = new ArrayList<>(verification.checks());
        replicas.forEach(replica -> checks.addAll(verification.ofReplicaIn(replica)));
        console.report(
                StoreReport.verified(
                        store.folder,
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
            exitWith(ExitCode.CHECK_FAILED);
        }
    }
}
