package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;

/**
 * What {@code az account show} prints of a subscription.
 *
 * @param id its ID; the tenant's ID where there is no subscription
 * @param name its name
 * @param state {@code Enabled}, {@code Warned}, {@code PastDue}, {@code Disabled} or {@code
 *     Deleted}
 * @param tenantId the Entra tenant that it belongs to
 * @since 0.1.0
 */
public record SubscriptionFacts(String id, String name, String state, String tenantId) {
    public SubscriptionFacts {
        Arguments.notNull("id", id, "name", name, "state", state);
        Arguments.notNull("tenantId", tenantId);
    }

    /**
     * Reads the JSON of {@code az account show}.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static SubscriptionFacts parse(byte[] utf8Json) throws MalformedInputException {
        JsonObject account = JsonObject.parse(utf8Json);
        return new SubscriptionFacts(
                AzureId.member(account, "id"),
                account.string("name"),
                account.string("state"),
                AzureId.member(account, "tenantId"));
    }
}
