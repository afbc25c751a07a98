package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.StoreRepair;
import dev.keyhaul.backup.report.HeadReport;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.List;

/** Puts a store in order. */
public record BackupRepairCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("journal_head", "store").always("repaired");

    public static final Rows ROWS =
            Rows.of(BackupRepairCommand.class)
                    .reporting(Report.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS, StoreOption.ROWS);

    /**
     * A store that was put in order.
     *
     * @param store the folder of the store
     * @param repaired what was repaired
     */
    record Report(Path store, List<String> repaired, HeadReport head) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        StoreOption store = new StoreOption(given);
        try (OpenedEvidenceKey signer =
                new SigningOptions(given).open(List.of(), access(), console)) {
            MasterCopyStore opened = signer.sign(store.open());
            List<String> repaired = StoreRepair.run(opened, new Operator(HostName.operator()));
            console.report(
                    new Report(store.folder(), repaired, HeadReport.of(opened.journalHead())),
                    HEADLINE);
        }
    }
}
