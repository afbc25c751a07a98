package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * A request to a vault, as it was sent, and its answer. Whoever makes it, the event of a request
 * that opens something has no more than {@code ok} or {@code failed}.
 *
 * @param host the vault's
 * @param method such as {@code POST}
 * @param path without the names of keys, such as <code>/keys/{name}/{version}/sign</code>
 * @param succeeded whether the vault did it
 * @param result the status of the answer, such as {@code 200}, or {@code no answer}; only {@code
 *     ok} or {@code failed} for requests that decrypt or unwrap
 * @param time until the answer; in steps of 100 milliseconds where the vault uses a private key
 * @since 0.1.0
 */
public record VaultRequest(
        String host, String method, String path, boolean succeeded, String result, Duration time) {

    /** POST requests that use no key. */
    private static final Set<String> OPEN = Set.of("create", "backup");

    /** Uses of a key that open nothing: only how long they take may say something. */
    private static final Set<String> TIMED = Set.of("sign", "verify", "encrypt", "wrapkey");

    /** Removes what may not be told; an unknown request is one that opens. */
    public VaultRequest {
        Arguments.notNull("host", host, "method", method, "path", path);
        Arguments.notNull("result", result, "time", time);
        path = withoutNames(path);
        String verb = path.substring(path.lastIndexOf('/') + 1);
        boolean usesKey = method.equals("POST") && !OPEN.contains(verb);
        // A blob that is imported is opened in there.
        if (usesKey || method.equals("PUT")) {
            time = ToldTime.coarse(time);
        }
        if (usesKey && !TIMED.contains(verb)) {
            result = succeeded ? "ok" : "failed";
        }
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
