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

/** What comes after every import: the proof, the report, the tenant's next commands. */
final class ImportedKey {
    private ImportedKey() {}

    static void proveAndReport(
            KeyVault vault,
            VaultKey imported,
            RSAPublicKey expected,
            Protection protection,
            List<String> nextCommands,
            Console console)
            throws KeyTransferException {
        VaultProof proof =
                VaultProof.of(
                        vault,
                        imported.id(),
                        ExpectedKey.tenantKey(expected, protection),
                        new SecureRandom());
        console.report(
                JsonObject.builder()
                        .put("key_url", imported.id().toString())
                        .put("kty", imported.keyType())
                        .put("proof", proof.toJson())
                        .put("next_commands", nextCommands)
                        .build());
        proof.requirePassed();
    }

    /** A key of AD RMS comes to the tenant with its domain. */
    static List<String> nextCommands(KeyOrigin origin, KeyIdentifier key) {
        return origin.details().containsKey(TrustedPublishingDomain.SERVER_ID)
                ? ImportCommands.ofImportedKey(origin.location(), key)
                : TenantKey.nextCommands(key);
    }
}
