package dev.keyhaul.cli.tenant;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.tenant.check.AzFacts;
import dev.keyhaul.tenant.check.KeyFacts;
import dev.keyhaul.tenant.check.ListedKey;
import dev.keyhaul.tenant.check.PrincipalFacts;
import dev.keyhaul.tenant.check.RoleAssignment;
import dev.keyhaul.tenant.check.RoleDefinition;
import dev.keyhaul.tenant.check.RotationFacts;
import dev.keyhaul.tenant.check.SubscriptionFacts;
import dev.keyhaul.tenant.check.VaultFacts;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The files that hold what az printed. */
final class AzFiles {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    @Option(
            names = "--vault-json",
            paramLabel = "F",
            description = "of 'az keyvault show', for a Managed HSM with --hsm-name")
    private @Nullable Path vault;

    @Option(names = "--key-json", paramLabel = "F", description = "of 'az keyvault key show'")
    private @Nullable Path key;

    @Option(names = "--keys-json", paramLabel = "F", description = "of 'az keyvault key list'")
    private @Nullable Path keys;

    @Option(
            names = "--rotation-json",
            paramLabel = "F",
            description = "of 'az keyvault key rotation-policy show'")
    private @Nullable Path rotation;

    @Option(names = "--account-json", paramLabel = "F", description = "of 'az account show'")
    private @Nullable Path account;

    @Option(
            names = "--sp-json",
            paramLabel = "F",
            description = "of 'az ad sp show --id 00000012-0000-0000-c000-000000000000'")
    private @Nullable Path principal;

    @Option(
            names = "--role-json",
            paramLabel = "F",
            description =
                    "of 'az keyvault role assignment list' for a Managed HSM, of 'az role assignment list'"
                            + " for a role-based vault")
    private @Nullable Path roles;

    @Option(
            names = "--role-definition-json",
            paramLabel = "F",
            description = "of 'az role definition list --custom-role-only', for a role-based vault")
    private @Nullable Path definitions;

    AzFacts read() throws KeyTransferException {
        return new AzFacts(
                read(vault, "az keyvault show", VaultFacts::parse),
                read(key, "az keyvault key show", KeyFacts::parse),
                read(keys, "az keyvault key list", ListedKey::parseList),
                read(rotation, "az keyvault key rotation-policy show", RotationFacts::parse),
                read(account, "az account show", SubscriptionFacts::parse),
                read(principal, "az ad sp show", PrincipalFacts::parse),
                read(roles, "az keyvault role assignment list", RoleAssignment::parseList),
                read(definitions, "az role definition list", RoleDefinition::parseList));
    }

    private interface Reader<T> {
        T parse(byte[] json) throws KeyTransferException;
    }

    private static <T> Optional<T> read(@Nullable Path file, String command, Reader<T> reader)
            throws KeyTransferException {
        if (file == null) {
            return Optional.empty();
        }
        byte[] json = InputFile.read(file, MAX_BYTES);
        try {
            return Optional.of(reader.parse(json));
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    file + ": " + e.getMessage(), "it must be the JSON of '" + command + "'", e);
        }
    }
}
