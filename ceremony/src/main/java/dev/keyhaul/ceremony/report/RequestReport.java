package dev.keyhaul.ceremony.report;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.core.json.JsonObject;

/** A request for approval as the person who approves reads it. */
public final class RequestReport {
    private RequestReport() {}

    /**
     * Returns the report.
     *
     * @param program the name that the command begins with
     */
    public static JsonObject of(ApprovalRequest request, String program) {
        return JsonObject.builder()
                .put("command", program + " " + request.subject().command())
                .put("details", request.subject().details())
                .put("options", request.subject().options())
                .put("from_settings", request.subject().fromSettings())
                .put("equipment", request.subject().equipment())
                .put("asked_by", request.requesters())
                .put("host", request.host())
                .put("asked_at", request.created().toString())
                .put("expires", request.expires().toString())
                .put("request_sha256", request.sha256())
                .build();
    }
}
