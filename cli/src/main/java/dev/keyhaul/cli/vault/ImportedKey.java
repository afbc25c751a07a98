package dev.keyhaul.cli.vault;

import dev.keyhaul.adrms.tpd.ImportCommands;
import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.tenant.TenantKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.Protection;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;

/** What comes after every import: the proof, the report, the tenant's next commands. */
final class ImportedKey {
    private ImportedKey() {}

    /**
     * Proves and reports.
     *
     * @param origin where the key came from, with the module of a token; empty where it is not
     *     known
     */
    static void proveAndReport(
            KeyVault vault,
            VaultKey imported,
            RSAPublicKey expected,
            Protection protection,
            Optional<KeyOrigin> origin,
            Console console)
            throws KeyTransferException {
        VaultProof proof =
                VaultProof.of(
                        vault,
                        imported.id(),
                        ExpectedKey.tenantKey(expected, protection),
                        new SecureRandom());
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("key_url", imported.id().toString())
                        .put("kty", imported.keyType())
                        .put("proof", proof.toJson());
        origin.map(KeyOrigin::details)
                .filter(details -> !details.isEmpty())
                .ifPresent(details -> report.put("origin", details));
        console.report(report.put("next_commands", nextCommands(origin, imported.id())).build());
        proof.requirePassed();
    }

    /** A key of AD RMS comes to the tenant with its domain. */
    private static List<String> nextCommands(Optional<KeyOrigin> origin, KeyIdentifier key) {
        return origin.filter(home -> home.details().containsKey(TrustedPublishingDomain.SERVER_ID))
                .map(home -> ImportCommands.ofImportedKey(home.location(), key))
                .orElseGet(() -> TenantKey.nextCommands(key));
    }
}
