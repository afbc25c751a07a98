package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.AUTHORISATION;

import dev.keyhaul.tenant.RightsManagement;
import dev.keyhaul.tenant.TenantKey;
import java.util.List;
import java.util.Optional;

/** Whether a role lets Rights Management use the key in a Managed HSM. */
final class RoleRules {
    private final Optional<List<RoleAssignment>> roles;
    private final PrincipalFacts principal;
    private final AzCommands az;

    RoleRules(TenantFacts facts, PrincipalFacts principal, AzCommands az) {
        this.roles = facts.az().roles();
        this.principal = principal;
        this.az = az;
    }

    TenantFinding managedHsm() {
        String key = "/keys/" + az.keyName();
        if (roles.isEmpty()) {
            return TenantFinding.unknown(
                    AUTHORISATION,
                    "the Managed HSM's role assignments were not given",
                    "az keyvault role assignment list --hsm-name "
                            + az.vaultName()
                            + " --scope "
                            + key);
        }
        List<String> scopes =
                roles.get().stream()
                        .filter(this::isItsOwn)
                        .filter(role -> role.roleId().equals(RightsManagement.MANAGED_HSM_ROLE_ID))
                        .map(RoleAssignment::scope)
                        .toList();
        String fix = TenantKey.hsmRole(az.vaultName(), az.keyName());
        if (scopes.stream().anyMatch(scope -> scope.equals("/") || scope.equals("/keys"))) {
            return TenantFinding.warn(
                    AUTHORISATION,
                    RightsManagement.MANAGED_HSM_ROLE
                            + " on all keys: that also allows create, delete, backup and import",
                    fix + "   # then delete the wider one");
        }
        return scopes.contains(key)
                ? TenantFinding.pass(
                        AUTHORISATION,
                        RightsManagement.MANAGED_HSM_ROLE
                                + " on this key; it may also delete, back up and import it")
                : TenantFinding.fail(
                        AUTHORISATION,
                        "it lacks the role " + RightsManagement.MANAGED_HSM_ROLE + " on " + key,
                        fix);
    }

    private boolean isItsOwn(RoleAssignment role) {
        return role.principalId().equalsIgnoreCase(principal.objectId());
    }
}
