package dev.keyhaul.keyvault.connection;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operator's next step after the service has refused: by its code, else by the status. */
public final class ServiceHint {
    private final VaultHost vault;
    private final ServiceError error;

    private ServiceHint(VaultHost vault, ServiceError error) {
        this.vault = vault;
        this.error = error;
    }

    public static @Nullable String of(VaultHost vault, ServiceError error) {
        return new ServiceHint(vault, error).byCode();
    }

    /** Returns why the service refused. */
    public static Reason reason(ServiceError error) {
        return switch (error.code()) {
            case "ForbiddenByFirewall", "ForbiddenByConnection" -> Reason.VAULT_FIREWALL;
            case "ObjectIsDeletedButRecoverable", "ObjectIsBeingDeleted" -> Reason.KEY_NAME_DELETED;
            case "KeyDisabled" -> Reason.VAULT_REFUSED;
            default ->
                    switch (error.status()) {
                        case 401 -> Reason.VAULT_SIGN_IN;
                        case 403 -> Reason.VAULT_FORBIDDEN;
                        case 404 -> Reason.VAULT_NOT_FOUND;
                        case 409 -> Reason.KEY_NAME_DELETED;
                        case 429 -> Reason.VAULT_BUSY;
                        default ->
                                error.status() >= 500 ? Reason.VAULT_FAILED : Reason.VAULT_REFUSED;
                    };
        };
    }

    private @Nullable String byCode() {
        if (vault.isRehearsal()) {
            return ofLocalVault();
        }
        if (isOfStandardTier()) {
            return "HSM keys need a vault of tier Premium (az keyvault create --name NAME"
                    + " --resource-group GROUP --location LOCATION --sku premium) or a Managed HSM";
        }
        return switch (error.code()) {
            case "ForbiddenByFirewall" ->
                    "the vault's firewall blocks this address: az keyvault network-rule add"
                            + " --name "
                            + vault.name()
                            + " --ip-address ADDRESS";
            case "ForbiddenByConnection" ->
                    "the vault accepts connections only from its private endpoint";
            case "ForbiddenByRbac" -> role();
            case "ForbiddenByPolicy", "AccessDenied" ->
                    vault.isManagedHsm() ? role() : accessPolicy();
            case "ObjectIsDeletedButRecoverable", "ObjectIsBeingDeleted" ->
                    softDeleted(vault, "NAME");
            case "KeyDisabled" -> "az keyvault key set-attributes --id KEY-URL --enabled true";
            default -> byStatus();
        };
    }

    private boolean isOfStandardTier() {
        return error.message().contains("standard vault");
    }

    /** Of a local vault az knows nothing. */
    private @Nullable String ofLocalVault() {
        if (isOfStandardTier()) {
            return "HSM keys need a local vault of tier Premium";
        }
        return switch (error.status()) {
            case 401 -> "give the access file of the local vault that is running now";
            case 403 -> "give the access file of an identity that has this permission";
            case 404 ->
                    "check the key's name and version; a local vault without a folder for its state forgets its keys when it stops";
            case 409 -> "choose another name";
            default -> error.status() < 500 ? byStatus() : null;
        };
    }

    private @Nullable String byStatus() {
        return switch (error.status()) {
            case 400 ->
                    "the service refused a part of the request; if you sent a transfer blob, check it for mistakes";
            case 401 ->
                    "the vault does not accept this identity's token: sign in to the vault's tenant, "
                            + SignInException.command(
                                    error.tenant().or(() -> Optional.of("TENANT-ID")));
            case 403 ->
                    "check the vault's permission model, its access policies or role assignments,"
                            + " and its firewall";
            case 404 -> "check the key's name and version: az keyvault key list " + option(vault);
            case 409 -> softDeleted(vault, "NAME");
            case 429 -> "the vault is throttled: wait, or use fewer parallel jobs";
            default -> error.status() >= 500 ? "try again later; see status.azure.com" : null;
        };
    }

    private String role() {
        return vault.isManagedHsm()
                ? "this identity needs a local role: az keyvault role assignment create --hsm-name "
                        + vault.name()
                        + " --role 'Managed HSM Crypto User' --assignee OBJECT-ID --scope /keys"
                : "this identity needs the role 'Key Vault Crypto Officer' on the vault; a new assignment takes a few minutes to take effect: az role assignment create --role"
                        + " 'Key Vault Crypto Officer' --assignee OBJECT-ID --scope \"$(az keyvault"
                        + " show --name "
                        + vault.name()
                        + " --query id --output tsv)\"";
    }

    private String accessPolicy() {
        return "az keyvault set-policy --name "
                + vault.name()
                + " --object-id OBJECT-ID --key-permissions get list create import"
                + " update sign decrypt getrotationpolicy";
    }

    /** What to do about a key that was deleted and still holds its name. */
    public static String softDeleted(VaultHost vault, String name) {
        String key = option(vault) + " --name " + name;
        return "choose another name; or az keyvault key recover "
                + key
                + "; or, permanently, az keyvault key purge "
                + key
                + ", which purge protection forbids";
    }

    /** Returns the option that names the vault to az. */
    public static String option(VaultHost vault) {
        return (vault.isManagedHsm() ? "--hsm-name " : "--vault-name ") + vault.name();
    }
}
