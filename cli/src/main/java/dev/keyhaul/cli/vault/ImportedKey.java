package dev.keyhaul.cli.vault;

import dev.keyhaul.adrms.tpd.ImportCommands;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonDetails;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.core.report.KeyReport;
import dev.keyhaul.core.report.WhichKey;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.report.ProofReport;
import dev.keyhaul.tenant.TenantKey;
import dev.keyhaul.workflow.VaultImport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key that was brought into a vault: what it is, what was proven of it, what comes next.
 *
 * @param origin facts about the key's home: the token, its module, and the key's PKCS#11 attributes
 * @param nextCommands what to run next, in order
 */
record ImportedKey(
        InVault key,
        Optional<Under> kek,
        Optional<Map<String, ?>> origin,
        List<String> nextCommands) {
    static final Headline HEADLINE =
            Headline.of(
                            "key_url",
                            "key_fingerprint",
                            "kty",
                            "kek_authenticated_by",
                            "proof.passed",
                            "next_commands")
                    .alwaysExcept("proof.checks", "verdict", "pass")
                    .always("kek_not_proven");

    /**
     * A key in a vault, and what was proven of it.
     *
     * @param keyUrl the key's versioned URL in the vault
     * @param kty the key type in the vault
     * @param proof what was checked of the key in the vault
     */
    record InVault(String keyUrl, String kty, Optional<Known> known, ProofReport proof)
            implements InlinePart {
        static InVault of(VaultImport.Imported imported) throws KeyTransferException {
            VaultKey key = imported.key();
            return new InVault(
                    key.id().toString(),
                    key.keyType(),
                    key.described().map(Known::of),
                    ProofReport.form().parse(imported.proof().toUtf8()));
        }
    }

    /** A key that the vault describes. */
    record Known(KeyReport.Kind kind, WhichKey which) implements InlinePart {
        private static Known of(KeyDescription key) {
            return new Known(KeyReport.Kind.of(key), new WhichKey(key.fingerprint()));
        }
    }

    /**
     * The KEK that the key was wrapped under.
     *
     * @param kekAuthenticatedBy what authenticates the KEK
     * @param kekNotProven what that does not prove of the KEK
     */
    record Under(String kekAuthenticatedBy, List<String> kekNotProven) implements InlinePart {
        private static Under of(KeyExchangeKey kek) {
            return new Under(kek.authenticatedBy(), kek.notProven());
        }
    }

    /**
     * Returns the report.
     *
     * @param origin where the key came from, with the module of a token, where that is known
     * @param profile what the key is for
     */
    static ImportedKey of(
            VaultImport.Imported imported, Optional<KeyOrigin> origin, KeyProfile profile)
            throws KeyTransferException {
        return new ImportedKey(
                InVault.of(imported),
                imported.kek().map(Under::of),
                origin.map(KeyOrigin::details)
                        .filter(details -> !details.isEmpty())
                        .map(JsonDetails::values),
                nextCommands(imported, origin, profile));
    }

    /** Returns what to run next: nothing if the proof had no answer. */
    static List<String> nextCommands(
            VaultImport.Imported imported, Optional<KeyOrigin> origin, KeyProfile profile) {
        VaultProof proof = imported.proof();
        VaultKey key = imported.key();
        if (proof.checks().stream().anyMatch(check -> !check.ok())) {
            return List.of(VaultProof.disablingCommand(key.id()));
        }
        // A key of AD RMS comes to the tenant with its domain.
        return proof.passed() && isTenantKey(key, profile)
                ? origin.filter(AdRmsKey::is)
                        .map(home -> domainCommands(home.location(), key.id()))
                        .orElseGet(() -> TenantKey.nextCommands(key.id()))
                : List.of();
    }

    private static boolean isTenantKey(VaultKey key, KeyProfile profile) {
        return profile == KeyProfile.TENANT_KEY
                && key.described().filter(TenantKey::isAccepted).isPresent();
    }

    private static List<String> domainCommands(String keyedFile, KeyIdentifier key) {
        List<String> commands = new ArrayList<>();
        commands.add(
                ShellCommand.of("keyhaul tpd convert")
                        .path(keyedFile)
                        .words("--keyless-out keyless.xml")
                        .toString());
        commands.addAll(ImportCommands.ofKeyless("keyless.xml", key));
        return commands;
    }
}
