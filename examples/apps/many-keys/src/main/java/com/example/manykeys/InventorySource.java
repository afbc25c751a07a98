package com.example.manykeys;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import java.nio.file.Path;

/** {@code inventory:ID}: a key of the inventory. */
final class InventorySource implements KeySource {
    private final KeyInventory inventory;

    InventorySource(KeyInventory inventory) {
        this.inventory = inventory;
    }

    @Override
    public String scheme() {
        return "inventory";
    }

    @Override
    public String form() {
        return "inventory:ID";
    }

    /** Asks nothing yet: the batch reads its whole manifest before it opens the first key. */
    @Override
    public NamedKey parse(String id, Path baseFolder)
            throws MalformedIdentifierException {
        if (!id.matches("[a-z0-9-]{1,64}")) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    "not an id of the inventory: '" + id + "'", "write " + form());
        }
        // The key takes over the array, and wipes it when the batch closes the key.
        return context ->
                OpenedKey.of(SoftwareKey.fromPkcs8(inventory.pkcs8(id), KeyOrigin.software(id)));
    }
}
