package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;

/**
 * What {@code az keyvault key rotation-policy show} prints.
 *
 * @param rotates whether the service makes new versions by itself; a policy may notify only
 * @since 0.1.0
 */
public record RotationFacts(boolean rotates) {
    /**
     * Reads the JSON of {@code az keyvault key rotation-policy show}. Its actions are texts in some
     * versions of az, and objects with a type in others.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static RotationFacts parse(byte[] utf8Json) throws MalformedInputException {
        JsonObject policy = JsonObject.parse(utf8Json);
        String actions = AzJson.nameIn(policy, "lifetimeActions", "lifetime_actions");
        boolean rotates = false;
        for (JsonObject action : policy.objects(actions)) {
            rotates |= type(action).equalsIgnoreCase("rotate");
        }
        return new RotationFacts(rotates);
    }

    private static String type(JsonObject lifetimeAction) throws MalformedInputException {
        return lifetimeAction.value("action").orElse("") instanceof JsonObject action
                ? action.string("type")
                : lifetimeAction.string("action");
    }
}
