package dev.keyhaul.cli.tenant;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.tenant.check.AzFacts;
import dev.keyhaul.tenant.check.AzFile;
import dev.keyhaul.tenant.check.AzKeyFacts;
import dev.keyhaul.tenant.check.AzVaultFacts;
import dev.keyhaul.tenant.check.ListedKey;
import dev.keyhaul.tenant.check.PrincipalFacts;
import dev.keyhaul.tenant.check.RoleAssignment;
import dev.keyhaul.tenant.check.RoleDefinition;
import dev.keyhaul.tenant.check.RotationFacts;
import dev.keyhaul.tenant.check.SubscriptionFacts;
import java.nio.file.Path;

/** The files that hold what az printed. */
record AzFiles(Given given) {

    static final Opt<Path> VAULT_JSON =
            Opt.input(
                    "--vault-json F",
                    "the output of 'az keyvault show' (for a Managed HSM, with --hsm-name)");

    static final Opt<Path> KEY_JSON =
            Opt.input("--key-json F", "the output of 'az keyvault key show'");

    static final Opt<Path> KEYS_JSON =
            Opt.input("--keys-json F", "the output of 'az keyvault key list'");

    static final Opt<Path> ROTATION_JSON =
            Opt.input("--rotation-json F", "the output of 'az keyvault key rotation-policy show'");

    static final Opt<Path> ACCOUNT_JSON =
            Opt.input("--account-json F", "the output of 'az account show'");

    static final Opt<Path> SP_JSON =
            Opt.input(
                    "--sp-json F",
                    "the output of 'az ad sp show --id 00000012-0000-0000-c000-000000000000'");

    static final Opt<Path> ROLE_JSON =
            Opt.input(
                    "--role-json F",
                    "the output of 'az keyvault role assignment list' for a Managed HSM, or of 'az role assignment list' for a role-based vault");

    static final Opt<Path> ROLE_DEFINITION_JSON =
            Opt.input(
                    "--role-definition-json F",
                    "the output of 'az role definition list --custom-role-only', for a role-based vault");

    public static final Rows ROWS =
            Rows.of(AzFiles.class, Heading.AZ_FILES)
                    .and(
                            VAULT_JSON,
                            KEY_JSON,
                            KEYS_JSON,
                            ROTATION_JSON,
                            ACCOUNT_JSON,
                            SP_JSON,
                            ROLE_JSON,
                            ROLE_DEFINITION_JSON);

    AzFacts read() throws KeyTransferException {
        return new AzFacts(
                AzFile.read(given.get(VAULT_JSON), "az keyvault show", AzVaultFacts::parse),
                AzFile.read(given.get(KEY_JSON), "az keyvault key show", AzKeyFacts::parse),
                AzFile.read(given.get(KEYS_JSON), "az keyvault key list", ListedKey::parseList),
                AzFile.read(
                        given.get(ROTATION_JSON),
                        "az keyvault key rotation-policy show",
                        RotationFacts::parse),
                AzFile.read(given.get(ACCOUNT_JSON), "az account show", SubscriptionFacts::parse),
                AzFile.read(given.get(SP_JSON), "az ad sp show", PrincipalFacts::parse),
                AzFile.read(
                        given.get(ROLE_JSON),
                        "az keyvault role assignment list",
                        RoleAssignment::parseList),
                AzFile.read(
                        given.get(ROLE_DEFINITION_JSON),
                        "az role definition list",
                        RoleDefinition::parseList));
    }
}
