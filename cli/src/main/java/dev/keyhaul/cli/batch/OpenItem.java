package dev.keyhaul.cli.batch;

import dev.keyhaul.core.key.TransferableKey;

/** An item whose key is open. */
record OpenItem(ItemPlan plan, TransferableKey key) implements AutoCloseable {
    @Override
    public void close() {
        key.close();
    }
}
