package dev.keyhaul.localvault.http;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An answer other than success, in the service's form.
 *
 * <p>Status, code and inner code are the service's where they are known; the text is this server's
 * own and says so, because it names reasons that the service keeps to itself.
 */
public final class RefusedRequest extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String MARK = "local vault: ";

    private final int status;
    private final String code;
    private final @Nullable String innerCode;
    private final int retryAfterSeconds;

    private RefusedRequest(
            int status,
            String code,
            @Nullable String innerCode,
            int retryAfterSeconds,
            String message) {
        super(MARK + message, null, false, false);
        this.status = status;
        this.code = code;
        this.innerCode = innerCode;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    private RefusedRequest(int status, String code, String message) {
        this(status, code, null, -1, message);
    }

    /** For a request that is wrong in itself. */
    public static RefusedRequest badParameter(String message) {
        return new RefusedRequest(400, "BadParameter", message);
    }

    /** For a kty that only a Managed HSM has. */
    public static RefusedRequest keyTypeNotSupported(String message) {
        return new RefusedRequest(400, "BadParameter", "KeyTypeNotSupported", -1, message);
    }

    /** For what a strict reader found, with its advice. */
    public static RefusedRequest badParameter(String where, KeyTransferException e) {
        return badParameter(
                where + ": " + e.getMessage() + e.hint().map(hint -> " (" + hint + ")").orElse(""));
    }

    /** For a backup that does not open. */
    public static RefusedRequest malformedBackup(String message) {
        return new RefusedRequest(400, "Malformed backup blob", message);
    }

    /** For a request without a token that is taken; the client is challenged. */
    public static RefusedRequest unauthorized(String message) {
        return new RefusedRequest(401, "Unauthorized", message);
    }

    /** For what this caller, or this key, may not do. */
    public static RefusedRequest forbidden(String innerCode, String message) {
        return new RefusedRequest(403, "Forbidden", innerCode, -1, message);
    }

    /** For a name or version that has no key. */
    public static RefusedRequest keyNotFound(String message) {
        return new RefusedRequest(404, "KeyNotFound", message);
    }

    /** For a path that stands for nothing. */
    public static RefusedRequest noSuchPath(String message) {
        return new RefusedRequest(404, "NotFound", message);
    }

    /** For a method that a path does not take. */
    public static RefusedRequest methodNotAllowed(String message) {
        return new RefusedRequest(405, "MethodNotAllowed", message);
    }

    /** For a name that is taken. */
    public static RefusedRequest conflict(String message) {
        return new RefusedRequest(409, "Conflict", message);
    }

    /** For a name that is taken for the time being; the inner code says how. */
    public static RefusedRequest conflict(String innerCode, String message) {
        return new RefusedRequest(409, "Conflict", innerCode, -1, message);
    }

    /** For a body that is not read to its end. */
    public static RefusedRequest bodyTooLarge(int maxLengthBytes) {
        return new RefusedRequest(
                413,
                "RequestBodyTooLarge",
                "the body is too large; at most " + maxLengthBytes + " bytes are read");
    }

    /** For a host that this server does not play. */
    public static RefusedRequest otherHost(String host, String known) {
        return new RefusedRequest(
                421, "MisdirectedRequest", "host is " + host + "; this server is " + known);
    }

    /** For too many requests, when somebody asked this server to play it. */
    public static RefusedRequest throttled(int retryAfterSeconds) {
        return new RefusedRequest(
                429,
                "Throttled",
                null,
                retryAfterSeconds,
                "played on demand: too many requests; try again in "
                        + retryAfterSeconds
                        + " seconds");
    }

    /** A failure of the service's that somebody asked this server to play. */
    public static RefusedRequest played(int status, String code) {
        return new RefusedRequest(status, code, "played on demand: " + status);
    }

    /** For a fault of this server. */
    public static RefusedRequest internal() {
        return new RefusedRequest(500, "InternalServerError", "internal error; see the log");
    }

    /** For a change that could not be written; nothing has changed then. */
    public static RefusedRequest notKept(KeyTransferException e) {
        return new RefusedRequest(500, "InternalServerError", "nothing changed: " + e.getMessage());
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns what Retry-After says, where there is one. */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds < 0 ? OptionalInt.empty() : OptionalInt.of(retryAfterSeconds);
    }

    /** Returns the body. */
    public JsonObject toJson() {
        JsonObject.Builder error =
                JsonObject.builder().put("code", code).put("message", String.valueOf(getMessage()));
        Optional.ofNullable(innerCode)
                .ifPresent(
                        inner ->
                                error.put(
                                        "innererror",
                                        JsonObject.builder().put("code", inner).build()));
        return JsonObject.builder().put("error", error.build()).build();
    }
}
