package dev.keyhaul.localvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An answer other than success, in the service's form.
 *
 * <p>Status, code and inner code are the service's where they are known; the text is this server's
 * own and says so, because it names reasons that the service keeps to itself.
 */
final class ServiceError extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String MARK = "local vault: ";

    private final int status;
    private final String code;
    private final @Nullable String innerCode;
    private final int retryAfterSeconds;

    private ServiceError(
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

    private ServiceError(int status, String code, String message) {
        this(status, code, null, -1, message);
    }

    static ServiceError badParameter(String message) {
        return new ServiceError(400, "BadParameter", message);
    }

    /** For what a strict reader found, with its advice. */
    static ServiceError badParameter(String where, KeyTransferException e) {
        return badParameter(
                where + ": " + e.getMessage() + e.hint().map(hint -> " (" + hint + ")").orElse(""));
    }

    static ServiceError unauthorized(String message) {
        return new ServiceError(401, "Unauthorized", message);
    }

    static ServiceError forbidden(String innerCode, String message) {
        return new ServiceError(403, "Forbidden", innerCode, -1, message);
    }

    static ServiceError keyNotFound(String message) {
        return new ServiceError(404, "KeyNotFound", message);
    }

    static ServiceError noSuchPath(String message) {
        return new ServiceError(404, "NotFound", message);
    }

    static ServiceError methodNotAllowed(String message) {
        return new ServiceError(405, "MethodNotAllowed", message);
    }

    static ServiceError conflict(String message) {
        return new ServiceError(409, "Conflict", message);
    }

    static ServiceError conflict(String innerCode, String message) {
        return new ServiceError(409, "Conflict", innerCode, -1, message);
    }

    static ServiceError bodyTooLarge(int maxLengthBytes) {
        return new ServiceError(
                413,
                "RequestBodyTooLarge",
                "the body is too large; at most " + maxLengthBytes + " bytes are read");
    }

    static ServiceError otherHost(String host, String known) {
        return new ServiceError(
                421, "MisdirectedRequest", "host is " + host + "; this server is " + known);
    }

    static ServiceError throttled(int retryAfterSeconds) {
        return new ServiceError(
                429,
                "Throttled",
                null,
                retryAfterSeconds,
                "played on demand: too many requests; try again in "
                        + retryAfterSeconds
                        + " seconds");
    }

    /** A failure of the service's that somebody asked this server to play. */
    static ServiceError played(int status, String code) {
        return new ServiceError(status, code, "played on demand: " + status);
    }

    static ServiceError internal() {
        return new ServiceError(500, "InternalServerError", "internal error; see the log");
    }

    /** For a change that could not be written; nothing has changed then. */
    static ServiceError notKept(KeyTransferException e) {
        return new ServiceError(500, "InternalServerError", "nothing changed: " + e.getMessage());
    }

    int status() {
        return status;
    }

    OptionalInt retryAfterSeconds() {
        return retryAfterSeconds < 0 ? OptionalInt.empty() : OptionalInt.of(retryAfterSeconds);
    }

    JsonObject toJson() {
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
