package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.AUTHORISATION;

import dev.keyhaul.tenant.RightsManagement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a role lets Rights Management use the key. */
final class RoleRules {
    private final Optional<List<RoleAssignment>> roles;
    private final PrincipalFacts principal;
    private final AzCommands az;

    RoleRules(TenantFacts facts, PrincipalFacts principal, AzCommands az) {
        this.roles = facts.az().roles();
        this.principal = principal;
        this.az = az;
    }

    /** Which role serves Rights Management is nowhere documented: a role never makes a pass. */
    Finding vault(VaultFacts vault) {
        String assign =
                "az role assignment create --role 'Key Vault Crypto User' --assignee-object-id "
                        + principal.objectId()
                        + " --assignee-principal-type ServicePrincipal --scope "
                        + "\"$("
                        + az.showVault()
                        + " --query id --output tsv)/keys/"
                        + az.keyName()
                        + "\"";
        if (roles.isEmpty()) {
            return Finding.unknown(
                    AUTHORISATION,
                    "role-based: access policies do nothing here, and the roles were not given",
                    "az role assignment list --include-inherited --assignee "
                            + principal.objectId()
                            + " --scope …/keys/"
                            + az.keyName());
        }
        String resource = (vault.resourceId() + "/keys/" + az.keyName()).toLowerCase(Locale.ROOT);
        List<String> names =
                roles.get().stream()
                        .filter(this::isItsOwn)
                        .filter(role -> covers(role.scope().toLowerCase(Locale.ROOT), resource))
                        .map(RoleAssignment::roleName)
                        .toList();
        return names.isEmpty()
                ? Finding.fail(
                        AUTHORISATION,
                        "role-based: access policies do nothing here, and it has no role",
                        assign)
                : Finding.warn(
                        AUTHORISATION,
                        "role-based, with "
                                + String.join(", ", names)
                                + "; which role serves Rights Management is assumed: try it",
                        "Use-AipServiceKeyVaultKey -KeyVaultKeyUrl … -Verbose");
    }

    private boolean isItsOwn(RoleAssignment role) {
        return role.principalId().equalsIgnoreCase(principal.objectId());
    }

    private static boolean covers(String scope, String resource) {
        return scope.equals("/") || (resource + "/").startsWith(scope + "/");
    }

    Finding managedHsm() {
        String key = "/keys/" + az.keyName();
        if (roles.isEmpty()) {
            return Finding.unknown(
                    AUTHORISATION,
                    "the Managed HSM's role assignments were not given",
                    "az keyvault role assignment list --hsm-name " + az.vaultName());
        }
        List<String> scopes =
                roles.get().stream()
                        .filter(this::isItsOwn)
                        .filter(role -> role.roleId().equals(RightsManagement.MANAGED_HSM_ROLE_ID))
                        .map(RoleAssignment::scope)
                        .toList();
        String fix =
                "az keyvault role assignment create --hsm-name "
                        + az.vaultName()
                        + " --role '"
                        + RightsManagement.MANAGED_HSM_ROLE
                        + "' --assignee "
                        + RightsManagement.PRINCIPAL_NAME
                        + " --scope "
                        + key;
        if (scopes.stream().anyMatch(scope -> scope.equals("/") || scope.equals("/keys"))) {
            return Finding.warn(
                    AUTHORISATION,
                    RightsManagement.MANAGED_HSM_ROLE
                            + " on all keys: with it comes create, delete, backup and import",
                    fix + "   # then delete the wider one");
        }
        return scopes.contains(key)
                ? Finding.pass(
                        AUTHORISATION,
                        RightsManagement.MANAGED_HSM_ROLE
                                + " on this key; it may also delete, back up and import it")
                : Finding.fail(
                        AUTHORISATION,
                        "it lacks the role " + RightsManagement.MANAGED_HSM_ROLE + " on " + key,
                        fix);
    }
}
