package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.Console;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.MasterCopyStore;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The store that a command is about. */
public final class StoreOption {
    @Option(
            names = "--store",
            required = true,
            paramLabel = "D",
            description = "the store's folder")
    Path folder = Path.of("");

    /**
     * Opens a store that exists, and puts in order what a killed command left. A damaged journal
     * stops no restore: it is told, and {@code verify} fails for it.
     */
    MasterCopyStore open(Console console) throws KeyTransferException {
        MasterCopyStore store = MasterCopyStore.open(folder);
        try {
            store.repairIfNeeded(Operator.name()).forEach(console::note);
        } catch (CheckFailedException e) {
            console.warn(String.valueOf(e.getMessage()));
        }
        return store;
    }
}
