package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Replica;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoreVerification;
import dev.keyhaul.backup.StoreVerification.Check;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.backup.report.VaultBackupReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
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
            description = "one copy only; the start of its id is enough")
    private @Nullable String id;

    @Option(names = "--all", description = "the whole store (the default without --id)")
    private boolean all;

    @Option(
            names = "--replica",
            paramLabel = "D2",
            description = "also a replica, which must hold everything that the store holds")
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
        for (Path replica : replicas) {
            for (Check check : replicaChecks(replica, opened, verification)) {
                checks.add(
                        new Check(
                                replica + ": " + check.name(),
                                check.ok(),
                                check.detail(),
                                check.reason()));
            }
        }
        report(checks, verification, known, console);
    }

    private static List<Check> replicaChecks(
            Path folder, MasterCopyStore opened, StoreVerification verification) {
        try {
            return verification.ofReplica(Replica.open(folder, opened));
        } catch (KeyTransferException e) {
            return List.of(new Check("replica", false, String.valueOf(e.getMessage()), e.reason()));
        }
    }

    private void report(
            List<Check> checks, StoreVerification verification, StoreTrust known, Console console) {
        List<String> failed = StoreVerification.failed(checks);
        Authenticity found =
                failed.isEmpty() && known.signer().isPresent()
                        ? Authenticity.AUTHENTIC
                        : Authenticity.CONSISTENT;
        console.report(
                JsonObject.builder()
                        .put("store", store.folder.toString())
                        .put("authenticity", found.label())
                        // A damaged journal has no head to note.
                        .put(
                                "journal_head",
                                verification
                                        .head()
                                        .filter(head -> failed.isEmpty())
                                        .map(JournalHead::sha256))
                        .put("checks", checks.stream().map(BackupVerifyCommand::line).toList())
                        .put("failed", failed)
                        .build(),
                HEADLINE);
        if (!failed.isEmpty()) {
            console.warn(
                    failed.size()
                            + " of "
                            + Console.count(checks.size(), "check")
                            + (failed.size() == 1 ? " does not hold" : " do not hold"));
            exitWith(ExitCode.CHECK_FAILED);
        }
    }

    private static JsonObject line(Check check) {
        String step = check.reason().map(reason -> "; " + NextStep.of(reason)).orElse("");
        return JsonObject.builder()
                .put("check", check.name())
                .put("holds", check.ok())
                .put("detail", check.detail() + step)
                .build();
    }
}
