package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.backup.report.VaultBackupReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyOrigin;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Shows one master copy. */
public final class BackupShowCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of(
                            "id",
                            "created",
                            "created_by",
                            "key_type",
                            "key_fingerprint",
                            "key_location",
                            "recipients.*.recipient",
                            "authenticity",
                            "signed_by",
                            "last_proven",
                            "history.#",
                            "vault_backups.#")
                    .always(
                            "recipients.*.notes",
                            "not_proven_because",
                            "survival",
                            "cannot_come_back");

    @Mixin private CopyOption chosen = new CopyOption();

    @Mixin private TrustOptions trust = new TrustOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        MasterCopyStore opened = chosen.openStore(console);
        MasterCopy copy = opened.get(chosen.id);
        KeyOrigin origin = copy.manifest().origin();
        JournalEvidence journal = JournalEvidence.of(opened, trust.read());
        Authenticity authenticity = journal.check(copy);
        Optional<Instant> proven = journal.lastProven(copy);
        console.report(
                CopyReport.whole(copy, authenticity)
                        .put("created", copy.manifest().created().toString())
                        .put("created_by", copy.manifest().createdBy())
                        .put("tool", copy.manifest().tool())
                        .put("origin_protection", origin.protection().label())
                        .put("origin_maker", origin.maker())
                        .put("cannot_come_back", RestoreRules.lostAttributes(origin))
                        .put("last_proven", proven.map(Instant::toString))
                        .put(
                                "not_proven_because",
                                proven.isPresent()
                                        ? Optional.empty()
                                        : Optional.of(journal.whyNotProven(copy)))
                        .put("history", journal.history(copy))
                        .put("vault_backups", VaultBackupReport.beside(copy, opened))
                        .build(),
                HEADLINE);
    }
}
