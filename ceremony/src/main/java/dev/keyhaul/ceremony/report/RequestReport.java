package dev.keyhaul.ceremony.report;

import dev.keyhaul.ceremony.ApprovalRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A request for approval as the person who approves reads it.
 *
 * @param command the command that the request is about
 * @param details what the command will do with which inputs, in the words of the signed request
 * @param options the options of the command, in full, with the defaults that decide
 * @param fromSettings the names of those options whose values a settings file gave; empty if none
 * @param equipment the program with its version, the tokens with their serial number, the modules
 *     with their SHA-256
 * @param askedBy the people who asked, as ROLE=NAME
 * @param host the host that asked, and may use the approval
 * @param askedAt when it was asked (ISO 8601, UTC)
 * @param expires when the request ends (ISO 8601, UTC)
 * @param requestSha256 SHA-256 of the request, 64 hex digits: what the approval signs
 */
public record RequestReport(
        String command,
        Map<String, String> details,
        Map<String, String> options,
        List<String> fromSettings,
        List<String> equipment,
        List<String> askedBy,
        String host,
        Instant askedAt,
        Instant expires,
        String requestSha256) {
    /**
     * Returns the report.
     *
     * @param program the name that the command begins with
     */
    public static RequestReport of(ApprovalRequest request, String program) {
        return new RequestReport(
                program + " " + request.subject().command(),
                request.subject().details(),
                request.subject().options(),
                request.subject().fromSettings(),
                request.subject().equipment(),
                request.requesters(),
                request.host(),
                request.created(),
                request.expires(),
                request.sha256());
    }
}
