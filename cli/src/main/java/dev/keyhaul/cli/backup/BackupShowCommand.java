package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.core.KeyTransferException;
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
        MasterCopyStore opened = chosen.store.open(console);
        MasterCopy copy = opened.get(chosen.id);
        JournalEvidence journal = JournalEvidence.of(opened, trust.read());
        console.report(CopyReport.withHistory(copy, opened, journal), HEADLINE);
    }
}
