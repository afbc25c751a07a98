package dev.keyhaul.core.tenant.check;

import static dev.keyhaul.core.tenant.check.Prerequisite.AUTHORISATION;

import dev.keyhaul.core.tenant.RightsManagement;
import java.util.List;
import java.util.Locale;

/** Whether Rights Management may use the key: by access policy, by role, or on a Managed HSM. */
final class AuthorisationRules {
    private static final String ALL = "all";

    private final TenantFacts facts;
    private final AzCommands az;

    private AuthorisationRules(TenantFacts facts, AzCommands az) {
        this.facts = facts;
        this.az = az;
    }

    static List<Finding> judge(TenantFacts facts, AzCommands az) {
        return List.of(new AuthorisationRules(facts, az).authorisation());
    }

    private Finding authorisation() {
        if (facts.vault().isEmpty()) {
            return Finding.unknown(AUTHORISATION, "the vault's JSON was not given", az.showVault());
        }
        String showPrincipal = "az ad sp show --id " + RightsManagement.APPLICATION_ID;
        if (facts.principal().isEmpty()) {
            return Finding.unknown(
                    AUTHORISATION,
                    "the service principal's JSON was not given, and only its object ID counts",
                    showPrincipal);
        }
        PrincipalFacts principal = facts.principal().get();
        if (!principal.applicationId().equals(RightsManagement.APPLICATION_ID)) {
            return Finding.unknown(
                    AUTHORISATION,
                    "the JSON is of application "
                            + principal.applicationId()
                            + ", not of Rights Management",
                    showPrincipal);
        }
        return principal.enabled() ? authorisation(facts.vault().get(), principal) : signInOff();
    }

    private static Finding signInOff() {
        return Finding.fail(
                AUTHORISATION,
                "the service principal of Rights Management is disabled",
                "az ad sp update --id "
                        + RightsManagement.APPLICATION_ID
                        + " --set accountEnabled=true");
    }

    private Finding authorisation(VaultFacts vault, PrincipalFacts principal) {
        if (vault.host().isManagedHsm()) {
            return managedHsm(principal);
        }
        return vault.roleBased() ? roles(vault, principal) : policy(vault, principal);
    }

    private Finding policy(VaultFacts vault, PrincipalFacts principal) {
        List<String> granted =
                vault.policies().stream()
                        .filter(p -> p.objectId().equalsIgnoreCase(principal.objectId()))
                        .flatMap(p -> p.keyPermissions().stream())
                        .distinct()
                        .toList();
        List<String> missing =
                RightsManagement.KEY_PERMISSIONS.stream()
                        .filter(p -> !granted.contains(p) && !granted.contains(ALL))
                        .toList();
        List<String> more =
                granted.stream()
                        .filter(p -> !RightsManagement.KEY_PERMISSIONS.contains(p))
                        .toList();
        String fix =
                "az keyvault set-policy --name "
                        + az.vaultName()
                        + " --object-id "
                        + principal.objectId()
                        + " --key-permissions "
                        + String.join(" ", RightsManagement.KEY_PERMISSIONS);
        if (!missing.isEmpty()) {
            return Finding.fail(
                    AUTHORISATION, "its access policy lacks " + String.join(", ", missing), fix);
        }
        return more.isEmpty()
                ? Finding.pass(AUTHORISATION, "its access policy has get, decrypt and sign")
                : Finding.warn(
                        AUTHORISATION,
                        "its access policy has more than it needs: " + String.join(", ", more),
                        fix);
    }

    /** Which role serves Rights Management is nowhere documented: a role never makes a pass. */
    private Finding roles(VaultFacts vault, PrincipalFacts principal) {
        String assign =
                "az role assignment create --role 'Key Vault Crypto User' --assignee-object-id "
                        + principal.objectId()
                        + " --assignee-principal-type ServicePrincipal --scope "
                        + "\"$("
                        + az.showVault()
                        + " --query id --output tsv)/keys/"
                        + az.keyName()
                        + "\"";
        if (facts.roles().isEmpty()) {
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
                facts.roles().get().stream()
                        .filter(role -> role.principalId().equalsIgnoreCase(principal.objectId()))
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

    private static boolean covers(String scope, String resource) {
        return scope.equals("/") || (resource + "/").startsWith(scope + "/");
    }

    private Finding managedHsm(PrincipalFacts principal) {
        String key = "/keys/" + az.keyName();
        if (facts.roles().isEmpty()) {
            return Finding.unknown(
                    AUTHORISATION,
                    "the Managed HSM's role assignments were not given",
                    "az keyvault role assignment list --hsm-name " + az.vaultName());
        }
        List<String> scopes =
                facts.roles().get().stream()
                        .filter(role -> role.principalId().equalsIgnoreCase(principal.objectId()))
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
