package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;

/** Shows one master copy. */
public record BackupShowCommand(Given given) implements Command {
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

    public static final Rows ROWS =
            Rows.of(BackupShowCommand.class)
                    .reporting(CopyReport.WithHistory.class)
                    .and(JsonOption.ROWS, CopyOption.ROWS, TrustOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        MasterCopyStore opened = new StoreOption(given).open(call.console());
        MasterCopy copy = opened.get(given.get(CopyOption.ID));
        JournalEvidence journal = JournalEvidence.of(opened, new TrustOptions(given).read());
        call.console().report(CopyReport.WithHistory.of(copy, opened, journal), HEADLINE);
    }
}
