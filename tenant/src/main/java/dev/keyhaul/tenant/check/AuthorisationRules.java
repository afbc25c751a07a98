package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.AUTHORISATION;

import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.tenant.RightsManagement;
import java.util.List;

/** Whether Rights Management may use the key: by access policy, by role, or on a Managed HSM. */
record AuthorisationRules(TenantFacts facts, AzCommands az) {
    private static final String ALL = "all";

    static List<TenantFinding> judge(TenantFacts facts, AzCommands az) {
        return List.of(new AuthorisationRules(facts, az).authorisation());
    }

    private TenantFinding authorisation() {
        if (facts.az().vault().isEmpty()) {
            return TenantFinding.unknown(
                    AUTHORISATION, "the vault's JSON was not given", az.showVault());
        }
        String showPrincipal = "az ad sp show --id " + RightsManagement.APPLICATION_ID;
        if (facts.az().principal().isEmpty()) {
            return TenantFinding.unknown(
                    AUTHORISATION,
                    "the service principal's JSON was not given, and only its object ID counts",
                    showPrincipal);
        }
        PrincipalFacts principal = facts.az().principal().get();
        if (!principal.applicationId().equals(RightsManagement.APPLICATION_ID)) {
            return TenantFinding.unknown(
                    AUTHORISATION,
                    "the JSON is for application "
                            + principal.applicationId()
                            + ", not for Rights Management",
                    showPrincipal);
        }
        return principal.enabled()
                ? authorisation(facts.az().vault().get(), principal)
                : signInOff();
    }

    private static TenantFinding signInOff() {
        return TenantFinding.fail(
                AUTHORISATION,
                "the service principal of Rights Management is disabled",
                "az ad sp update --id "
                        + RightsManagement.APPLICATION_ID
                        + " --set accountEnabled=true");
    }

    private TenantFinding authorisation(AzVaultFacts vault, PrincipalFacts principal) {
        if (vault.host().isManagedHsm()) {
            return new RoleRules(facts, principal, az).managedHsm();
        }
        return vault.roleBased()
                ? new VaultRoleRules(facts, principal, az).judge(vault)
                : policy(vault, principal);
    }

    private TenantFinding policy(AzVaultFacts vault, PrincipalFacts principal) {
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
                ShellCommand.of("az keyvault set-policy --name")
                        .value(az.vaultName())
                        .words("--object-id")
                        .value(principal.objectId())
                        .words("--key-permissions")
                        .words(String.join(" ", RightsManagement.KEY_PERMISSIONS))
                        .toString();
        if (!missing.isEmpty()) {
            return TenantFinding.fail(
                    AUTHORISATION, "its access policy lacks " + String.join(", ", missing), fix);
        }
        return more.isEmpty()
                ? TenantFinding.pass(AUTHORISATION, "its access policy has get, decrypt and sign")
                : TenantFinding.warn(
                        AUTHORISATION,
                        "its access policy has more than it needs: " + String.join(", ", more),
                        fix);
    }
}
