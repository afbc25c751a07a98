package dev.keyhaul.localvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;

/**
 * An answer other than success, in the service's form.
 *
 * <p>Status and code are the service's where they are known; the text is this server's own and says
 * so, because it names reasons that the service keeps to itself.
 */
final class ServiceError extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String MARK = "local vault: ";

    private final int status;
    private final String code;

    private ServiceError(int status, String code, String message) {
        super(MARK + message, null, false, false);
        this.status = status;
        this.code = code;
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

    static ServiceError forbidden(String message) {
        return new ServiceError(403, "Forbidden", message);
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

    static ServiceError bodyTooLarge(int maxLengthBytes) {
        return new ServiceError(
                413,
                "RequestBodyTooLarge",
                "the body is too large; at most " + maxLengthBytes + " bytes are read");
    }

    static ServiceError otherHost(String host) {
        return new ServiceError(
                421,
                "MisdirectedRequest",
                "host is " + host + "; this server is *." + VaultHost.REHEARSAL_SUFFIX + " alone");
    }

    static ServiceError internal() {
        return new ServiceError(500, "InternalServerError", "internal error; see the log");
    }

    int status() {
        return status;
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put(
                        "error",
                        JsonObject.builder()
                                .put("code", code)
                                .put("message", String.valueOf(getMessage()))
                                .build())
                .build();
    }
}
