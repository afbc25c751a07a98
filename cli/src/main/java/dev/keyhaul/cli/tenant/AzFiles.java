package dev.keyhaul.cli.tenant;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.tenant.check.AzFacts;
import dev.keyhaul.tenant.check.AzFile;
import dev.keyhaul.tenant.check.KeyFacts;
import dev.keyhaul.tenant.check.ListedKey;
import dev.keyhaul.tenant.check.PrincipalFacts;
import dev.keyhaul.tenant.check.RoleAssignment;
import dev.keyhaul.tenant.check.RoleDefinition;
import dev.keyhaul.tenant.check.RotationFacts;
import dev.keyhaul.tenant.check.SubscriptionFacts;
import dev.keyhaul.tenant.check.VaultFacts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The files that hold what az printed. */
final class AzFiles {
    @Option(
            names = "--vault-json",
            paramLabel = "F",
            description = "the output of 'az keyvault show' (for a Managed HSM, with --hsm-name)")
    private @Nullable Path vault;

    @Option(
            names = "--key-json",
            paramLabel = "F",
            description = "the output of 'az keyvault key show'")
    private @Nullable Path key;

    @Option(
            names = "--keys-json",
            paramLabel = "F",
            description = "the output of 'az keyvault key list'")
    private @Nullable Path keys;

    @Option(
            names = "--rotation-json",
            paramLabel = "F",
            description = "the output of 'az keyvault key rotation-policy show'")
    private @Nullable Path rotation;

    @Option(
            names = "--account-json",
            paramLabel = "F",
            description = "the output of 'az account show'")
    private @Nullable Path account;

    @Option(
            names = "--sp-json",
            paramLabel = "F",
            description = "the output of 'az ad sp show --id 00000012-0000-0000-c000-000000000000'")
    private @Nullable Path principal;

    @Option(
            names = "--role-json",
            paramLabel = "F",
            description =
                    "the output of 'az keyvault role assignment list' for a Managed HSM, or of 'az role assignment list' for a role-based vault")
    private @Nullable Path roles;

    @Option(
            names = "--role-definition-json",
            paramLabel = "F",
            description =
                    "the output of 'az role definition list --custom-role-only', for a role-based vault")
    private @Nullable Path definitions;

    AzFacts read() throws KeyTransferException {
        return new AzFacts(
                AzFile.read(vault, "az keyvault show", VaultFacts::parse),
                AzFile.read(key, "az keyvault key show", KeyFacts::parse),
                AzFile.read(keys, "az keyvault key list", ListedKey::parseList),
                AzFile.read(rotation, "az keyvault key rotation-policy show", RotationFacts::parse),
                AzFile.read(account, "az account show", SubscriptionFacts::parse),
                AzFile.read(principal, "az ad sp show", PrincipalFacts::parse),
                AzFile.read(roles, "az keyvault role assignment list", RoleAssignment::parseList),
                AzFile.read(definitions, "az role definition list", RoleDefinition::parseList));
    }
}
