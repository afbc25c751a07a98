package dev.keyhaul.reports;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import java.util.List;
import java.util.Optional;

/** The report of a key in a vault: what it is, what was proven of it, what comes next. */
public final class ImportedKey {
    private ImportedKey() {}

    /** Returns the report of a key whose operations were permitted. */
    public static JsonObject permitted(VaultKey before, VaultKey after, VaultProof proof)
            throws KeyTransferException {
        return JsonObject.builder()
                .put("key_url", after.id().toString())
                .put("key_fingerprint", after.description().fingerprint().toString())
                .put("operations_before", before.operations())
                .put("operations_after", after.operations())
                .put("changed", !before.operations().equals(after.operations()))
                .put("proof", JsonObject.parse(proof.toUtf8()))
                .build();
    }

    /**
     * Returns the report.
     *
     * @param origin where the key came from, with the module of a token, where that is known
     * @param kek the KEK that it was wrapped under, if that was done here
     * @param next what to run next if the proof holds
     */
    public static JsonObject report(
            VaultKey imported,
            VaultProof proof,
            Optional<KeyOrigin> origin,
            Optional<KeyExchangeKey> kek,
            List<String> next)
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
                        : proof.passed() ? next : List.of());
        return report.build();
    }
}
