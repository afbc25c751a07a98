package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * A request to a vault, as it was sent, and its answer. Whoever makes it, the event of a request
 * that opens something has no more than {@code ok} or {@code failed}. The duration, until the
 * answer, is in steps of 100 milliseconds where the vault uses a private key. Immutable.
 *
 * @since 0.1.0
 */
public final class VaultRequest extends OperationEvent {
    /** POST requests that use no key. */
    private static final Set<String> OPEN = Set.of("create", "backup");

    /** Uses of a key that open nothing: only how long they take may say something. */
    private static final Set<String> TIMED = Set.of("sign", "verify", "encrypt", "wrapkey");

    private final String host;
    private final String method;
    private final String path;
    private final boolean succeeded;
    private final String result;

    /**
     * Makes the event of a request that was answered now, without what may not be told; an unknown
     * request is one that opens.
     *
     * @param host the vault's
     * @param method such as {@code POST}
     * @param path the names of keys in it are removed
     * @param succeeded whether the vault did it
     * @param result the status of the answer
     * @param exact the time until the answer
     */
    public VaultRequest(
            String host,
            String method,
            String path,
            boolean succeeded,
            String result,
            Duration exact) {
        // A blob that is imported is opened in there.
        super(exact, usesKey(method, path) || method.equals("PUT"));
        Arguments.notNull("host", host, "result", result);
        this.host = host;
        this.method = method;
        this.path = withoutNames(path);
        this.succeeded = succeeded;
        boolean isTold = !usesKey(method, path) || TIMED.contains(verb(path));
        this.result = isTold ? result : succeeded ? "ok" : "failed";
    }

    private static boolean usesKey(String method, String path) {
        Arguments.notNull("method", method, "path", path);
        return method.equals("POST") && !OPEN.contains(verb(path));
    }

    private static String verb(String path) {
        String told = withoutNames(path);
        return told.substring(told.lastIndexOf('/') + 1);
    }

    /** {@return the vault's host} */
    public String host() {
        return host;
    }

    /** {@return the HTTP method, such as {@code POST}} */
    public String method() {
        return method;
    }

    /**
     * {@return the path without the names of keys, such as
     * <code>/keys/{name}/{version}/sign</code>}
     */
    public String path() {
        return path;
    }

    /** {@return whether the vault did it} */
    public boolean succeeded() {
        return succeeded;
    }

    /**
     * {@return the status of the answer, such as {@code 200}, or {@code no answer}; only {@code ok}
     * or {@code failed} for requests that decrypt or unwrap}
     */
    public String result() {
        return result;
    }

    @Override
    public String toString() {
        return method + " " + path + " at " + host + ": " + result + in();
    }

    /** Returns the path of a request without the names and versions of keys. */
    static String withoutNames(String path) {
        String[] parts = path.toLowerCase(Locale.ROOT).split("/", -1);
        for (int i = 2; i < parts.length; i++) {
            if (i == 2 && !parts[i].isEmpty()) {
                parts[i] = "{name}";
            } else if (i == 3 && parts[i].matches("[0-9a-f]{32}")) {
                parts[i] = "{version}";
            }
        }
        return String.join("/", parts);
    }
}
