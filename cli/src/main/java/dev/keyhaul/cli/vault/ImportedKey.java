package dev.keyhaul.cli.vault;

import dev.keyhaul.adrms.tpd.ImportCommands;
import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.ceremony.KeyFact;
import dev.keyhaul.core.ceremony.ProofFact;
import dev.keyhaul.core.ceremony.RecordDraft;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.tenant.TenantKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What comes after every import: the proof, the report, the tenant's next commands. */
final class ImportedKey {
    private ImportedKey() {}

    /**
     * Proves and reports.
     *
     * @param origin where the key came from, with the module of a token; empty where it is not
     *     known
     * @throws KeyTransferException when the proof fails, after the report; nothing is disabled
     */
    static void proveAndReport(
            KeyVault vault,
            VaultKey imported,
            ExpectedKey expected,
            Optional<KeyOrigin> origin,
            Console console)
            throws KeyTransferException {
        VaultProof proof = VaultProof.of(vault, imported.id(), expected, new SecureRandom());
        note(console.record(), imported, proof);
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("key_url", imported.id().toString())
                        .put("kty", imported.keyType())
                        .put("key_fingerprint", Fingerprint.of(imported.publicKey()).toString())
                        .put("proof", proof.toJson());
        origin.map(KeyOrigin::details)
                .filter(details -> !details.isEmpty())
                .ifPresent(details -> report.put("origin", details));
        console.report(
                report.put(
                                "next_commands",
                                proof.passed()
                                        ? nextCommands(origin, imported.id())
                                        : List.of(VaultProof.disablingCommand(imported.id())))
                        .build());
        proof.requirePassed();
    }

    /** Notes a key in a vault, and what was proven of it. */
    static void note(RecordDraft record, VaultKey key, VaultProof proof) {
        record.key(KeyFact.of(KeyFact.TARGET, key.publicKey(), key.id().toString(), key.keyType()));
        record.proof(new ProofFact(ProofFact.VAULT, inWords(proof), proof.passed()));
    }

    private static String inWords(VaultProof proof) {
        return proof.checks().stream()
                .map(check -> (check.ok() ? "" : "FAILED ") + check.name() + ": " + check.detail())
                .collect(Collectors.joining("; "));
    }

    /** A key of AD RMS comes to the tenant with its domain. */
    private static List<String> nextCommands(Optional<KeyOrigin> origin, KeyIdentifier key) {
        return origin.filter(home -> home.details().containsKey(TrustedPublishingDomain.SERVER_ID))
                .map(home -> ImportCommands.ofImportedKey(home.location(), key))
                .orElseGet(() -> TenantKey.nextCommands(key));
    }
}
