package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The copy that a command is about, and its store. */
public final class CopyOption {
    @Mixin private StoreOption store = new StoreOption();

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "the copy's id, or the start of it")
    String id = "";

    /** Opens the store, as {@link StoreOption#open} does. */
    MasterCopyStore openStore(Console console) throws KeyTransferException {
        return store.open(console);
    }
}
