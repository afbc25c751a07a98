package dev.keyhaul.core.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.util.regex.Pattern;

/**
 * What {@code az ad sp show} prints of a service principal.
 *
 * @param objectId its object ID, another in every tenant
 * @param applicationId its application ID
 * @param enabled whether it may sign in
 */
public record PrincipalFacts(String objectId, String applicationId, boolean enabled) {
    private static final Pattern GUID =
            Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    /**
     * Reads the JSON of {@code az ad sp show}; before Microsoft Graph, az wrote {@code objectId}
     * for {@code id}.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static PrincipalFacts parse(byte[] utf8Json) throws MalformedInputException {
        JsonObject principal = JsonObject.parse(utf8Json);
        String objectId = principal.string(AzJson.nameIn(principal, "id", "objectId"));
        if (!GUID.matcher(objectId).matches()) {
            throw new MalformedInputException("the service principal's id is no GUID: " + objectId);
        }
        return new PrincipalFacts(
                objectId,
                principal.string("appId"),
                AzJson.optionalBool(principal, "accountEnabled").orElse(true));
    }
}
