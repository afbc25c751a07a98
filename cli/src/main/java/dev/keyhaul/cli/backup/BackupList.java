package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.Authenticity;
import dev.keyhaul.core.backup.MasterCopyStore;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists master copies. */
@Command(
        description = "Lists the master copies in a store, oldest first, damaged ones too.",
        footer = {"", "Example:", "  keyhaul backup list --store copies"})
public final class BackupList extends KeyhaulCommand {
    @Option(
            names = "--store",
            required = true,
            paramLabel = "D",
            description = "the store's folder")
    private Path store = Path.of("");

    @Override
    protected void run(Console console) throws KeyTransferException {
        console.report(
                JsonObject.builder()
                        .put("store", store.toString())
                        .put("authenticity", Authenticity.CONSISTENT.label())
                        .put(
                                "copies",
                                MasterCopyStore.open(store).list().stream()
                                        .map(CopyReport::line)
                                        .toList())
                        .build());
    }
}
