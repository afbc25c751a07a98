package com.example.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.access.AzureCredential;
import dev.keyhaul.pfx.PfxSource;
import java.nio.file.Path;

/** Moves the only key of a PFX file into a vault, wrapped under a KEK that the vault makes. */
public final class PfxIntoVault {
    private PfxIntoVault() {}

    /** Takes FILE.pfx PASSWORD-FILE VAULT-URL, and signs in as the Azure CLI is signed in. */
    public static void main(String[] args) throws KeyTransferException {
        KeyVault vault = KeyVault.connect(VaultHost.parseUrl(args[2]), AzureCredential.AZURE_CLI);
        VaultProof proof = move(Path.of(args[0]), Path.of(args[1]), vault, /* rehearsal= */ false);
        System.out.println("proven: " + proof.id());
    }

    static VaultProof move(Path pfx, Path passwordFile, KeyVault vault, boolean rehearsal)
            throws KeyTransferException {
        // The password and the key are wiped when they are closed.
        try (SoftwareKey key = PfxSource.open(pfx, () -> Passphrase.read(passwordFile))) {
            VaultProof proof =
                    KeyImport.into(vault, "tenant")
                            .generator("my-application 1.0")
                            .rehearsal(rehearsal)
                            .build()
                            .underNewKek(key);
            // The vault has the key, and signed and decrypted with it; otherwise this throws.
            proof.requirePassed();
            return proof;
        }
    }
}
