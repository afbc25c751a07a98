package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.report.WhichKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.keyvault.report.ProofReport;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.List;

/** Permits the six operations of a tenant key, or those that an EC or AES key can do. */
public record VaultSetKeyOperationsCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of(
                            "key_url",
                            "key_fingerprint",
                            "operations_before",
                            "operations_after",
                            "changed",
                            "proof.passed")
                    .alwaysExcept("proof.checks", "verdict", "pass");

    static final Opt<String> EXPECT =
            Opt.of(
                    "--expect PUB|sha256:HEX",
                    Kinds.textOrFile(),
                    "the expected key, obtained out of band; without it, the proof is about whichever key the vault has",
                    Not.PROVES);

    public static final Rows ROWS =
            Rows.of(VaultSetKeyOperationsCommand.class)
                    .reporting(Report.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS, VaultOptions.ROWS)
                    .and(EXPECT)
                    .and(ProfileOption.ROWS);

    /**
     * A key whose operations were set.
     *
     * @param keyUrl the key's versioned URL in the vault
     * @param operationsBefore the operations that were permitted
     * @param operationsAfter the operations that are permitted now
     * @param changed whether anything was changed
     * @param proof what was checked of the key in the vault
     */
    record Report(
            String keyUrl,
            WhichKey which,
            List<String> operationsBefore,
            List<String> operationsAfter,
            boolean changed,
            ProofReport proof) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        VaultOptions vault = new VaultOptions(given);
        String expect = given.get(EXPECT);
        Fingerprint told = expect == null ? null : ExpectedKeyOption.read(expect).fingerprint();
        KeyVault connected = vault.connect(console);
        VaultKey before = connected.show(vault.name());
        if (told != null && before.described().isPresent()) {
            requireExpected(told, before, "nothing was changed; ");
        }
        VaultKey after = connected.permit(before.id(), KeyProfile.TENANT_KEY_OPERATIONS);
        if (told != null) {
            // An AES key is known when it may encrypt, and not before.
            requireExpected(told, after, "");
        }
        KeyProfile profile = new ProfileOption(given).profile();
        VaultProof proof =
                KeyImport.into(connected, KeyIdentifier.requireName(vault.name()))
                        .options(ImportOptions.tenantKey().withProfile(profile, false))
                        .build()
                        .ofHeld(
                                after,
                                ExpectedKey.tenantKey(
                                        after.description(),
                                        VaultProtection.ofKeyType(after.keyType())));
        RecordFacts.inVault(console.record(), after, proof);
        console.report(
                new Report(
                        after.id().toString(),
                        new WhichKey(after.description().fingerprint()),
                        before.operations(),
                        after.operations(),
                        !before.operations().equals(after.operations()),
                        ProofReport.form().parse(proof.toUtf8())),
                HEADLINE);
        proof.requirePassed();
    }

    private static void requireExpected(Fingerprint told, VaultKey key, String done)
            throws KeyTransferException {
        Fingerprint found = key.description().fingerprint();
        if (!told.equals(found)) {
            throw new CheckFailedException(
                    Reason.KEY_DIFFERS,
                    key.id() + " is " + found + ", expected " + told,
                    done + "do not use this key: " + VaultProof.disablingCommand(key.id()));
        }
    }
}
