package dev.keyhaul.localvault.server;

import dev.keyhaul.localvault.access.VaultOperation;
import dev.keyhaul.localvault.http.Answer;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.KeySwap;

/**
 * A request whose path and method are understood; nothing is done yet.
 *
 * @param path what it names below the vault's URL, such as {@code /keys/tenant}
 */
record RoutedRequest(VaultOperation operation, String path, Action action) {
    /** Does the work. */
    @FunctionalInterface
    interface Action {
        Answer run(KeySwap swap) throws RefusedRequest;
    }
}
