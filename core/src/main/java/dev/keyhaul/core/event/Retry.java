package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;

/**
 * A request that is sent again because of its answer, after a while: the vault had too much to do.
 *
 * @param host the vault's
 * @param method such as {@code GET}
 * @param path without the names of keys, such as <code>/keys/{name}</code>
 * @param status of the answer that is the reason, such as 429
 * @param attempt which one begins now: 2 for the first that is sent again
 * @since 0.1.0
 */
public record Retry(String host, String method, String path, int status, int attempt) {
    /** Removes the names of keys from the path. */
    public Retry {
        Arguments.notNull("host", host, "method", method, "path", path);
        path = VaultRequest.withoutNames(path);
    }
}
