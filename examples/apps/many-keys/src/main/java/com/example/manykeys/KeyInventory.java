package com.example.manykeys;

import dev.keyhaul.core.KeyTransferException;

/** Where this application keeps its keys, such as a database. Several threads ask it at once. */
@FunctionalInterface
interface KeyInventory {
    /**
     * Returns a private key as PKCS#8 DER, in a new array that the caller wipes.
     *
     * @throws KeyTransferException if there is no such key
     */
    byte[] pkcs8(String id) throws KeyTransferException;
}
