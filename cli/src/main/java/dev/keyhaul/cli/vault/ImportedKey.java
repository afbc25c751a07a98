package dev.keyhaul.cli.vault;

import dev.keyhaul.adrms.tpd.ImportCommands;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.KindFacts;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.keyvault.KeyKind;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.tenant.TenantKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The report of a key in a vault: what it is, what was proven of it, the next commands. */
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
     * @param kek the KEK that it was wrapped under, if that was done here
     */
    static JsonObject report(
            VaultKey imported,
            VaultProof proof,
            Optional<KeyOrigin> origin,
            Optional<KeyExchangeKey> kek)
            throws MalformedInputException {
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("key_url", imported.id().toString())
                        .put("kty", imported.keyType());
        imported.described()
                .ifPresent(
                        key ->
                                report.putAll(KindFacts.of(key))
                                        .put("key_fingerprint", key.fingerprint().toString()));
        report.put("proof", JsonObject.parse(proof.toUtf8()));
        kek.ifPresent(
                under ->
                        report.put("kek_authenticated_by", under.authenticatedBy())
                                .put("kek_not_proven", under.notProven()));
        origin.map(KeyOrigin::details)
                .filter(details -> !details.isEmpty())
                .ifPresent(details -> report.put("origin", KeyOrigin.typed(details)));
        boolean failed = proof.checks().stream().anyMatch(check -> !check.ok());
        report.put(
                "next_commands",
                failed
                        ? List.of(VaultProof.disablingCommand(imported.id()))
                        : proof.passed() ? nextCommands(origin, imported) : List.of());
        return report.build();
    }

    /** A key of AD RMS comes to the tenant with its domain. */
    private static List<String> nextCommands(Optional<KeyOrigin> origin, VaultKey key) {
        // Rights Management takes RSA alone.
        return key.kind() != KeyKind.RSA
                ? List.of()
                : origin.filter(AdRmsKey::is)
                        .map(home -> domainCommands(home.location(), key.id()))
                        .orElseGet(() -> TenantKey.nextCommands(key.id()));
    }

    private static List<String> domainCommands(String keyedFile, KeyIdentifier key) {
        List<String> commands = new ArrayList<>();
        commands.add(
                "keyhaul tpd convert "
                        + ImportCommands.quoted(keyedFile)
                        + " --keyless-out 'keyless.xml'");
        commands.addAll(ImportCommands.ofKeyless("keyless.xml", key));
        return commands;
    }
}
