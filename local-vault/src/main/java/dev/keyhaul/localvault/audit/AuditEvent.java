package dev.keyhaul.localvault.audit;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.access.TokenHolder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One request as the service logs it (category AuditEvent).
 *
 * @param time when it came
 * @param host the vault or Managed HSM
 * @param operationName such as {@code KeySign}; {@code Authentication} for one without a good token
 * @param apiVersion such as {@code 7.6}, empty where the request named none
 * @param status the HTTP status, 0 for a connection that was cut
 * @param duration from the first byte read to the answer
 * @param callerAddress the client's IP address
 * @param correlationId ties the request to the client's own logs
 * @param caller empty when nobody was authenticated
 * @param clientInfo the client's User-Agent
 * @param requestUri the whole URL
 * @param id the vault's or key's URL, with the version where the request named one
 */
public record AuditEvent(
        Instant time,
        VaultHost host,
        String operationName,
        String apiVersion,
        int status,
        Duration duration,
        String callerAddress,
        String correlationId,
        Optional<TokenHolder> caller,
        String clientInfo,
        String requestUri,
        String id) {

    private static final String OBJECT_ID_CLAIM =
            "http://schemas.microsoft.com/identity/claims/objectidentifier";

    /** Returns the members in the service's order; a Managed HSM has some of them elsewhere. */
    JsonObject toJson(String resourceId) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("time", time.toString())
                        .put("category", "AuditEvent")
                        .put("operationName", operationName)
                        .put("resultType", isSuccess() ? "Success" : "Failed")
                        .put("resultSignature", signature())
                        .put("resultDescription", "")
                        .put("durationMs", duration.toMillis())
                        .put("callerIpAddress", callerAddress)
                        .put("correlationId", correlationId)
                        .put("resourceId", resourceId)
                        .put("operationVersion", apiVersion);
        return (host.isManagedHsm() ? managedHsm(json) : vault(json)).build();
    }

    private JsonObject.Builder vault(JsonObject.Builder json) {
        return json.put("identity", claims(OBJECT_ID_CLAIM))
                .put(
                        "properties",
                        JsonObject.builder()
                                .put("clientInfo", clientInfo)
                                .put("requestUri", requestUri)
                                .put("id", id)
                                .put("httpStatusCode", status)
                                .build());
    }

    /** There the identity is JSON in a string. */
    private JsonObject.Builder managedHsm(JsonObject.Builder json) {
        return json.put("identity", claims("oid").toCompactString())
                .put("clientInfo", clientInfo)
                .put("requestUri", requestUri)
                .put("httpStatusCode", status)
                .put(
                        "properties",
                        JsonObject.builder().put("PoolType", "M-HSM").put("id", id).build());
    }

    private JsonObject claims(String objectIdClaim) {
        JsonObject.Builder claim = JsonObject.builder();
        caller.ifPresent(
                who ->
                        claim.put(objectIdClaim, who.objectId().toString())
                                .put("appid", who.appId().toString()));
        return JsonObject.builder().put("claim", claim.build()).build();
    }

    private boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    private String signature() {
        return switch (status) {
            case 0 -> "ConnectionClosed";
            case 200 -> "OK";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 409 -> "Conflict";
            case 429 -> "Too Many Requests";
            default -> "HTTP " + status;
        };
    }
}
