package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreRepair;
import dev.keyhaul.cli.command.RecordedCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.evidence.OpenEvidenceKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Puts a store in order. */
@Command(
        description = {
            "Puts in order what a killed command left in a store, and says so in the journal: an"
                    + " unfinished line is cut off, temporary folders are removed, and a copy that was"
                    + " announced is noted as there or not there.",
            "'backup verify' shows what there is to put in order. If no command was killed, somebody may"
                    + " have cut the journal: compare with a replica and with the head that you noted,"
                    + " and keep a copy of the store, before you repair it."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul backup repair --store copies --sign-with 'pkcs11:token=hsm;object=evidence' \\",
            "      --sign-pin-file hsm.pin",
            "A replica is put in order by 'backup create --replica'."
        })
public final class BackupRepairCommand extends RecordedCommand {
    @Mixin private StoreOption store = new StoreOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (OpenEvidenceKey signer = evidence.signing.open(List.of(), access, console)) {
            MasterCopyStore opened = signer.sign(store.open());
            console.report(
                    JsonObject.builder()
                            .put("store", store.folder.toString())
                            .put("repaired", StoreRepair.run(opened, Operator.name()))
                            .put("journal_head", opened.journalHead().sha256())
                            .build());
        }
    }
}
