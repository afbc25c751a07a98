package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreRepair;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.List;

/** The store that a command is about. */
public record StoreOption(Given given) {

    public static final Opt.Sure<Path> STORE =
            Opt.folder("--store D", "the store's folder").required();

    public static final Rows ROWS = Rows.of(StoreOption.class).and(STORE);

    /** Opens a store that exists. */
    MasterCopyStore open() throws KeyTransferException {
        return MasterCopyStore.open(given.get(STORE));
    }

    /**
     * Opens a store that exists, and warns of what a killed command left, or somebody who cut the
     * journal; nothing is changed. A damaged journal stops no restore: it is warned of, and {@code
     * verify} fails for it.
     */
    MasterCopyStore open(Console console) throws KeyTransferException {
        MasterCopyStore store = open();
        try {
            List<String> unfinished = StoreRepair.unfinished(store);
            unfinished.forEach(console::warn);
            if (!unfinished.isEmpty()) {
                console.note("'backup repair' fixes the store, and so does the next write");
            }
        } catch (CheckFailedException | FileException e) {
            console.warn(String.valueOf(e.getMessage()));
        }
        return store;
    }

    /** Returns what {@code --store} says. */
    Path folder() {
        return given.get(STORE);
    }
}
