package com.example.classpath;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import java.security.SecureRandom;

/** Moves a key into a vault: wherever it lives, it is wrapped there. */
final class MoveKey {
    private MoveKey() {}

    static VaultProof move(TransferableKey key, KeyExchangeKey kek, KeyVault vault, boolean rehearsal)
            throws KeyTransferException {
        KeyTransferBlob blob = BlobWrapper.under(kek).rehearsal(rehearsal).build().wrap(key);
        VaultKey imported = vault.importBlob("tenant", blob.content(), ImportOptions.tenantKey());
        VaultProof proof =
                VaultProof.of(
                        vault,
                        imported.id(),
                        ExpectedKey.tenantKey(key.description(), VaultProtection.HSM),
                        new SecureRandom());
        proof.requirePassed();
        return proof;
    }
}
