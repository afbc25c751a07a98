package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.source.OpenedKey;

/** An item whose key is open. */
record OpenItem(ItemPlan plan, OpenedKey opened) {
    TransferableKey key() {
        return opened.key();
    }

    /** Closes the key; what became of the item stands by then. */
    void close(Console console) {
        try {
            opened.close();
        } catch (KeyTransferException e) {
            console.warn("closing the key: " + e.getMessage());
        }
    }
}
