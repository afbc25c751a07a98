package dev.keyhaul.examples;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.access.AzureCredential;
import dev.keyhaul.keyvault.access.VaultAccess;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.nio.file.Path;

/** Imports a finished blob into Key Vault, and proves that the vault then holds that very key. */
public final class ImportIntoKeyVault {
    private ImportIntoKeyVault() {}

    /** Takes VAULT-URL BLOB.byok PUBLIC.pem, and signs in as the Azure CLI is signed in. */
    public static void main(String[] args) throws KeyTransferException {
        VaultAccess access = AzureCredential.AZURE_CLI;
        VaultProof proof = run(args[0], access, Path.of(args[1]), Path.of(args[2]));
        System.out.println("proven: " + proof.id());
    }

    static VaultProof run(String vaultUrl, VaultAccess access, Path blobFile, Path publicKeyFile)
            throws KeyTransferException {
        BlobContent blob = BlobContent.read(blobFile);
        // Comes from the token, not with the blob: anyone can make a valid blob.
        KeyDescription key = PublicKeyEncoding.read(publicKeyFile);

        // Refuses a blob whose KEK is in another vault, and a name that is taken.
        KeyVault vault = KeyVault.connect(VaultHost.parseUrl(vaultUrl), access);
        // Afterwards the vault's key must be the token's, and the vault signs and decrypts with it.
        VaultProof proof =
                KeyImport.into(vault, "tenant")
                        .build()
                        .ofBlob(
                                blob,
                                VaultKeyKind.RSA,
                                ExpectedKey.tenantKey(key, VaultProtection.HSM));
        proof.requirePassed();
        return proof;
    }
}
