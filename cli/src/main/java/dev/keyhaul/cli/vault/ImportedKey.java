package dev.keyhaul.cli.vault;

import dev.keyhaul.adrms.tpd.ImportCommands;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonDetails;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.page.ShellCommand;
import dev.keyhaul.core.report.KeyReport;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.tenant.TenantKey;
import dev.keyhaul.workflow.VaultImport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The report of a key in a vault: what it is, what was proven of it, what comes next. */
final class ImportedKey {
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

    private ImportedKey() {}

    /**
     * Returns the report.
     *
     * @param origin where the key came from, with the module of a token, where that is known
     */
    static JsonObject report(VaultImport.Imported imported, Optional<KeyOrigin> origin)
            throws MalformedInputException {
        VaultKey key = imported.key();
        VaultProof proof = imported.proof();
        JsonObject.Builder report =
                JsonObject.builder().put("key_url", key.id().toString()).put("kty", key.keyType());
        key.described()
                .ifPresent(
                        known ->
                                report.putAll(KeyReport.kind(known))
                                        .put("key_fingerprint", known.fingerprint().toString()));
        report.put("proof", JsonObject.parse(proof.toUtf8()));
        imported.kek()
                .ifPresent(
                        under ->
                                report.put("kek_authenticated_by", under.authenticatedBy())
                                        .put("kek_not_proven", under.notProven()));
        origin.map(KeyOrigin::details)
                .filter(details -> !details.isEmpty())
                .ifPresent(details -> report.put("origin", JsonDetails.typed(details)));
        boolean failed = proof.checks().stream().anyMatch(check -> !check.ok());
        report.put(
                "next_commands",
                failed
                        ? List.of(VaultProof.disablingCommand(key.id()))
                        : proof.passed() ? nextCommands(origin, key) : List.of());
        return report.build();
    }

    /** A key of AD RMS comes to the tenant with its domain. */
    private static List<String> nextCommands(Optional<KeyOrigin> origin, VaultKey key) {
        // Rights Management takes RSA alone.
        return key.kind() != VaultKeyKind.RSA
                ? List.of()
                : origin.filter(AdRmsKey::is)
                        .map(home -> domainCommands(home.location(), key.id()))
                        .orElseGet(() -> TenantKey.nextCommands(key.id()));
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
