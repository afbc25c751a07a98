package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;

/**
 * A request that is sent again because of its answer, after a while: the vault had too much to do.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class Retry extends OperationEvent {
    private final String host;
    private final String method;
    private final String path;
    private final int status;
    private final int attempt;

    /**
     * Makes the event of an attempt that begins now.
     *
     * @param host the vault's
     * @param method such as {@code GET}
     * @param path the names of keys in it are removed
     * @param status of the answer that is the reason, such as 429
     * @param attempt which one begins now: 2 for the first that is sent again
     */
    public Retry(String host, String method, String path, int status, int attempt) {
        super(Duration.ZERO, /* isCoarse= */ false);
        Arguments.notNull("host", host, "method", method, "path", path);
        this.host = host;
        this.method = method;
        this.path = VaultRequest.withoutNames(path);
        this.status = status;
        this.attempt = attempt;
    }

    /** {@return the vault's host} */
    public String host() {
        return host;
    }

    /** {@return the HTTP method, such as {@code GET}} */
    public String method() {
        return method;
    }

    /** {@return the path without the names of keys, such as <code>/keys/{name}</code>} */
    public String path() {
        return path;
    }

    /** {@return the status of the answer that is the reason, such as 429} */
    public int status() {
        return status;
    }

    /** {@return which attempt begins now: 2 for the first that is sent again} */
    public int attempt() {
        return attempt;
    }

    @Override
    public String toString() {
        return method
                + " "
                + path
                + " at "
                + host
                + " is sent again after status "
                + status
                + ", attempt "
                + attempt;
    }
}
