package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.AUTHORISATION;

import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.tenant.RightsManagement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether roles let Rights Management use the key in a role-based vault: get, decrypt and sign, by
 * Microsoft's migration table a custom role.
 */
final class VaultRoleRules {
    /** Key Vault Crypto User, which is built in; its definition need not be given. */
    private static final RoleDefinition CRYPTO_USER =
            new RoleDefinition(
                    "12338af0-0e69-4776-bea7-57ae8d297424",
                    List.of(
                            new RoleDefinition.Permission(
                                    List.of(
                                            "Microsoft.KeyVault/vaults/keys/read",
                                            "Microsoft.KeyVault/vaults/keys/update/action",
                                            "Microsoft.KeyVault/vaults/keys/backup/action",
                                            "Microsoft.KeyVault/vaults/keys/encrypt/action",
                                            "Microsoft.KeyVault/vaults/keys/decrypt/action",
                                            "Microsoft.KeyVault/vaults/keys/wrap/action",
                                            "Microsoft.KeyVault/vaults/keys/unwrap/action",
                                            "Microsoft.KeyVault/vaults/keys/sign/action",
                                            "Microsoft.KeyVault/vaults/keys/verify/action"),
                                    List.of())));

    private final Optional<List<RoleAssignment>> roles;
    private final List<RoleDefinition> definitions;
    private final PrincipalFacts principal;
    private final AzCommands az;

    VaultRoleRules(TenantFacts facts, PrincipalFacts principal, AzCommands az) {
        this.roles = facts.az().roles();
        this.definitions = facts.az().definitions().orElse(List.of());
        this.principal = principal;
        this.az = az;
    }

    TenantFinding judge(AzVaultFacts vault) {
        if (roles.isEmpty()) {
            return TenantFinding.unknown(
                    AUTHORISATION,
                    "role-based, so access policies have no effect, and the roles were not given",
                    ShellCommand.of("az role assignment list --include-inherited --assignee")
                            .value(principal.objectId())
                            .words("--scope")
                            .value(vault.resourceId() + "/keys/" + az.keyName())
                            .toString());
        }
        String home = vault.resourceId().toLowerCase(Locale.ROOT);
        String resource = home + "/keys/" + az.keyName().toLowerCase(Locale.ROOT);
        List<RoleAssignment> own =
                roles.get().stream()
                        .filter(role -> role.principalId().equalsIgnoreCase(principal.objectId()))
                        .filter(role -> covers(scope(role), resource))
                        .toList();
        return own.isEmpty()
                ? TenantFinding.fail(
                        AUTHORISATION,
                        "role-based, so access policies have no effect, and it has no role",
                        assign())
                : judge(own, home);
    }

    private static String scope(RoleAssignment role) {
        return role.scope().toLowerCase(Locale.ROOT);
    }

    private static boolean covers(String scope, String resource) {
        return scope.equals("/") || (resource + "/").startsWith(scope + "/");
    }

    private TenantFinding judge(List<RoleAssignment> own, String home) {
        List<RoleDefinition> known =
                own.stream().flatMap(role -> definition(role).stream()).toList();
        List<String> missing =
                RightsManagement.DATA_ACTIONS.stream()
                        .filter(action -> known.stream().noneMatch(role -> role.grants(action)))
                        .toList();
        Optional<RoleAssignment> unread =
                own.stream().filter(role -> definition(role).isEmpty()).findFirst();
        if (unread.isPresent()) {
            return TenantFinding.unknown(
                    AUTHORISATION,
                    "what the role " + unread.get().roleName() + " grants was not given",
                    ShellCommand.of("az role definition list --name")
                            .value(unread.get().roleName())
                            .toString());
        }
        if (!missing.isEmpty()) {
            return TenantFinding.fail(
                    AUTHORISATION, "its role lacks " + String.join(", ", missing), assign());
        }
        return width(own, known, home);
    }

    private TenantFinding width(List<RoleAssignment> own, List<RoleDefinition> known, String home) {
        String names = String.join(", ", own.stream().map(RoleAssignment::roleName).toList());
        List<String> more =
                known.stream()
                        .flatMap(role -> role.besides(RightsManagement.DATA_ACTIONS).stream())
                        .distinct()
                        .toList();
        if (!more.isEmpty()) {
            return TenantFinding.warn(
                    AUTHORISATION,
                    names
                            + " is wider than needed: get, decrypt and sign are; it grants "
                            + String.join(", ", more)
                            + " too",
                    assign() + "   # then delete the wider one");
        }
        return own.stream().allMatch(role -> covers(home, scope(role)))
                ? TenantFinding.pass(AUTHORISATION, names + " has get, decrypt and sign")
                : TenantFinding.warn(
                        AUTHORISATION,
                        names + " is on more than this vault",
                        assign() + "   # then delete the wider one");
    }

    private Optional<RoleDefinition> definition(RoleAssignment role) {
        return definitions.stream()
                .filter(definition -> definition.id().equalsIgnoreCase(role.roleId()))
                .findFirst()
                .or(
                        () ->
                                role.roleId().equalsIgnoreCase(CRYPTO_USER.id())
                                        ? Optional.of(CRYPTO_USER)
                                        : Optional.empty());
    }

    /** The role must be there: the runbook prints its JSON. */
    private String assign() {
        return ShellCommand.of("az role assignment create --role")
                .value(RightsManagement.VAULT_ROLE)
                .words("--assignee-object-id")
                .value(principal.objectId())
                .words("--assignee-principal-type ServicePrincipal --scope")
                .words("\"$(" + az.showVault() + " --query id --output tsv)\"")
                .words("  # a custom role: docs/TENANT.md")
                .toString();
    }
}
