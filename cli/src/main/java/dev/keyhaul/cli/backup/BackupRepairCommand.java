package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.StoreRepair;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Puts a store in order. */
public final class BackupRepairCommand extends RecordedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of("journal_head", "store").always("repaired");

    @Mixin private StoreOption store = new StoreOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (OpenedEvidenceKey signer = evidence.signing.open(List.of(), access, console)) {
            MasterCopyStore opened = signer.sign(store.open());
            console.report(
                    JsonObject.builder()
                            .put("store", store.folder.toString())
                            .put(
                                    "repaired",
                                    StoreRepair.run(opened, new Operator(HostName.operator())))
                            .put("journal_head", opened.journalHead().sha256())
                            .build(),
                    HEADLINE);
        }
    }
}
