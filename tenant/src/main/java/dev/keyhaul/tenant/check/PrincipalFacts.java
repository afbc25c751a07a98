package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;

/**
 * What {@code az ad sp show} prints of a service principal.
 *
 * @param objectId its object ID, another in every tenant
 * @param applicationId its application ID
 * @param enabled whether it may sign in
 * @since 0.1.0
 */
public record PrincipalFacts(String objectId, String applicationId, boolean enabled) {
    public PrincipalFacts {
        Arguments.notNull("objectId", objectId, "applicationId", applicationId);
    }

    /**
     * Reads the JSON of {@code az ad sp show}; before Microsoft Graph, az wrote {@code objectId}
     * for {@code id}.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static PrincipalFacts parse(byte[] utf8Json) throws MalformedInputException {
        JsonObject principal = JsonObject.parse(utf8Json);
        return new PrincipalFacts(
                AzureId.member(principal, AzJson.nameIn(principal, "id", "objectId")),
                principal.string("appId"),
                AzJson.optionalBool(principal, "accountEnabled").orElse(true));
    }
}
