package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code az keyvault show} prints of a vault, or of a Managed HSM with {@code --hsm-name}.
 *
 * @param host where it is
 * @param resourceId its ID in Azure Resource Manager, {@code
 *     /subscriptions/ID/resourceGroups/NAME/…}
 * @param location its location as az names it
 * @param tenantId the Entra tenant that it trusts
 * @param sku {@code standard}, {@code premium}, or a Managed HSM's {@code Standard_B1}
 * @param softDelete whether soft delete is on
 * @param purgeProtection whether purge protection is on
 * @param roleBased whether roles authorise instead of access policies
 * @param network who gets through
 * @param policies its access policies
 * @since 0.1.0
 */
public record AzVaultFacts(
        VaultHost host,
        String resourceId,
        String location,
        String tenantId,
        String sku,
        Optional<Boolean> softDelete,
        Optional<Boolean> purgeProtection,
        boolean roleBased,
        Network network,
        List<AccessPolicy> policies) {

    /** Copies the list. */
    public AzVaultFacts {
        Arguments.notNull("host", host, "resourceId", resourceId, "location", location);
        Arguments.notNull("tenantId", tenantId, "sku", sku, "softDelete", softDelete);
        Arguments.notNull("purgeProtection", purgeProtection, "network", network);
        policies = List.copyOf(policies);
    }

    /**
     * A vault's network rules.
     *
     * @param publicAccess {@code Enabled}, {@code Disabled} or {@code SecuredByPerimeter}
     * @param defaultAction {@code Allow} or {@code Deny}
     * @param bypass {@code AzureServices} or {@code None}
     */
    public record Network(String publicAccess, String defaultAction, String bypass) {
        public Network {
            Arguments.notNull("publicAccess", publicAccess, "defaultAction", defaultAction);
            Arguments.notNull("bypass", bypass);
        }

        static Network of(JsonObject properties) throws MalformedInputException {
            Optional<JsonObject> rules = properties.optionalObject("networkAcls");
            return new Network(
                    properties.optionalString("publicNetworkAccess").orElse("Enabled"),
                    member(rules, "defaultAction", "Allow"),
                    member(rules, "bypass", "None"));
        }

        private static String member(Optional<JsonObject> rules, String name, String absent)
                throws MalformedInputException {
            return rules.isEmpty() ? absent : rules.get().optionalString(name).orElse(absent);
        }
    }

    /**
     * What one principal may do with the keys.
     *
     * @param objectId the principal's object ID
     * @param keyPermissions in lower case, such as {@code get} and {@code unwrapkey}
     */
    public record AccessPolicy(String objectId, List<String> keyPermissions) {
        /** Copies the list. */
        public AccessPolicy {
            Arguments.notNull("objectId", objectId);
            keyPermissions = List.copyOf(keyPermissions);
        }

        private static AccessPolicy of(JsonObject policy) throws MalformedInputException {
            JsonObject permissions = policy.object("permissions");
            return new AccessPolicy(
                    policy.string("objectId"),
                    permissions.has("keys") ? lowerCase(permissions.strings("keys")) : List.of());
        }
    }

    /**
     * Reads the JSON of {@code az keyvault show}.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static AzVaultFacts parse(byte[] utf8Json) throws MalformedInputException {
        JsonObject vault = JsonObject.parse(utf8Json);
        JsonObject properties = vault.object("properties");
        VaultHost host =
                VaultHost.parseUrl(
                        properties.string(AzJson.nameIn(properties, "vaultUri", "hsmUri")));
        return new AzVaultFacts(
                host,
                vault.string("id"),
                vault.string("location"),
                AzureId.member(properties, "tenantId"),
                (properties.has("sku") ? properties : vault).object("sku").string("name"),
                AzJson.optionalBool(properties, "enableSoftDelete"),
                AzJson.optionalBool(properties, "enablePurgeProtection"),
                AzJson.optionalBool(properties, "enableRbacAuthorization").orElse(false),
                Network.of(properties),
                properties.has("accessPolicies")
                        ? properties.objects("accessPolicies", AccessPolicy::of)
                        : List.of());
    }

    /** The portal writes Get, az writes get. */
    private static List<String> lowerCase(List<String> permissions) {
        return permissions.stream().map(p -> p.toLowerCase(Locale.ROOT)).toList();
    }

    /** Returns the ID of the subscription that holds the vault; empty when the ID has none. */
    public Optional<String> subscriptionId() {
        String[] parts = resourceId.split("/", 4);
        return parts.length == 4 && parts[1].equals("subscriptions") && AzureId.is(parts[2])
                ? Optional.of(parts[2])
                : Optional.empty();
    }
}
