package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;

/**
 * Another person's approval that a command ran with.
 *
 * @param approver fingerprint of the key that signed it
 * @param request SHA-256 of the request, 64 hex digits
 * @since 0.1.0
 */
public record ApprovalFact(String approver, String request) {
    public ApprovalFact {
        Arguments.notNull("approver", approver, "request", request);
    }

    /** Returns the fingerprint as it is written now, also if an earlier version recorded it. */
    @Override
    public String approver() {
        return Fingerprint.identity(approver);
    }

    JsonObject toJson() {
        return JsonObject.builder().put("approver", approver).put("request", request).build();
    }

    static ApprovalFact of(JsonObject json) throws MalformedInputException {
        json.requireOnly("approver", "request");
        return new ApprovalFact(json.string("approver"), json.string("request"));
    }
}
