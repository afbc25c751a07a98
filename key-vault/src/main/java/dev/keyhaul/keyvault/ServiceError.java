package dev.keyhaul.keyvault;

import com.azure.core.exception.HttpResponseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service's answer to a request that it refused: {@code {"error":{"code":…,"message":…,
 * "innererror":{"code":…}}}}.
 *
 * @param status the HTTP status
 * @param code the innermost code, or empty
 * @param message the service's own words, or empty
 */
record ServiceError(int status, String code, String message) {

    static ServiceError of(HttpResponseException e) {
        int status = e.getResponse().getStatusCode();
        // The SDK hands the parsed body out as a map (seen in 4.10.6).
        Map<?, ?> error = member(e.getValue(), "error");
        String code = text(error, "code");
        String inner = text(member(error, "innererror"), "code");
        return new ServiceError(
                status, inner.isEmpty() ? code : inner, text(error, "message").strip());
    }

    private static Map<?, ?> member(@Nullable Object map, String name) {
        return map instanceof Map<?, ?> outer && outer.get(name) instanceof Map<?, ?> inner
                ? inner
                : Map.of();
    }

    private static String text(Map<?, ?> map, String name) {
        return map.get(name) instanceof String text ? text : "";
    }

    String describe() {
        StringBuilder text = new StringBuilder("the service answers ").append(status);
        if (!code.isEmpty()) {
            text.append(' ').append(code);
        }
        if (!message.isEmpty()) {
            text.append(": ").append(message.replaceAll("\\s+", " ").replaceFirst("\\.$", ""));
        }
        return text.toString();
    }

    /** The operator's next step, by code first and by status where there is none of its own. */
    @Nullable String hint() {
        if (message.contains("standard vault")) {
            return "HSM keys need a vault of tier Premium:"
                    + " az keyvault create --sku premium, or a Managed HSM";
        }
        return switch (code) {
            case "ForbiddenByFirewall" ->
                    "the vault's firewall keeps this address out:"
                            + " az keyvault network-rule add --name VAULT --ip-address ADDRESS";
            case "ForbiddenByConnection" ->
                    "the vault takes connections from its private endpoint alone";
            case "ForbiddenByRbac" ->
                    "assign the role 'Key Vault Crypto Officer' on the vault to this identity; a new"
                            + " assignment takes minutes to work";
            case "ForbiddenByPolicy", "AccessDenied" ->
                    "az keyvault set-policy --name VAULT --object-id OBJECT-ID"
                            + " --key-permissions get create import sign decrypt";
            case "ObjectIsDeletedButRecoverable", "ObjectIsBeingDeleted" -> softDeleted();
            case "KeyDisabled" -> "az keyvault key set-attributes --id KEY-URL --enabled true";
            default -> hintByStatus();
        };
    }

    private @Nullable String hintByStatus() {
        return switch (status) {
            case 400 ->
                    "the service does not take something in the request; for a transfer blob,"
                            + " 'keyhaul byok lint' finds what";
            case 401 ->
                    "the vault does not take this identity's token: sign in to the vault's tenant,"
                            + " az login --tenant TENANT-ID";
            case 403 ->
                    "look at the vault's permission model, its access policies or role assignments,"
                            + " and its firewall";
            case 404 -> "check the key's name and version: az keyvault key list --vault-name VAULT";
            case 409 -> softDeleted();
            case 429 -> "the vault is throttled: wait, or use fewer jobs at once";
            default -> status >= 500 ? "try again later; https://status.azure.com" : null;
        };
    }

    private static String softDeleted() {
        return "a deleted key still holds the name: choose another name, or recover it with"
                + " az keyvault key recover --vault-name VAULT --name NAME";
    }
}
