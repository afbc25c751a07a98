package dev.keyhaul.keyvault;

import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.connection.Connection;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.util.List;

/** Keys that get into a vault: made there, or imported; each under a name that can be given. */
record NewKeys(KeyNames names, SdkRequests requests, Connection connection) {
    // Without it the SDK sends "public_exponent":0.
    private static final int PUBLIC_EXPONENT = 65537;

    VaultKey createKek(String name, int bits) throws KeyTransferException {
        CreateRsaKeyOptions request =
                rsa(name, bits, VaultProtection.HSM).setKeyOperations(KeyOperation.IMPORT);
        names.requireFreeForKek(name);
        return requests.create("create KEK " + name, request);
    }

    VaultKey create(String name, int bits, VaultProtection protection, ImportOptions options)
            throws KeyTransferException {
        CreateRsaKeyOptions request =
                rsa(name, bits, protection)
                        .setKeyOperations(array(operations(options, VaultKeyKind.RSA)));
        names.requireUsable(name, options);
        return requests.create("create key " + name, request);
    }

    VaultKey createEc(
            String name,
            KeyDescription.Curve curve,
            VaultProtection protection,
            ImportOptions options)
            throws KeyTransferException {
        CreateEcKeyOptions request =
                new CreateEcKeyOptions(KeyIdentifier.requireName(name))
                        .setCurveName(KeyCurveName.fromString(curve.jwkName()))
                        .setHardwareProtected(protection == VaultProtection.HSM)
                        .setKeyOperations(array(operations(options, VaultKeyKind.ofCurve(curve))));
        names.requireUsable(name, options);
        return requests.create("create key " + name, request);
    }

    VaultKey createAes(String name, int bits, ImportOptions options) throws KeyTransferException {
        if (!KeyDescription.Aes.LENGTHS_BITS.contains(bits)) {
            throw new IllegalArgumentException(
                    "bits is " + bits + "; an AES key in a Managed HSM has 128, 192 or 256");
        }
        VaultKeyKind.AES.requireAt(connection.vault(), VaultProtection.HSM);
        CreateOctKeyOptions request =
                new CreateOctKeyOptions(KeyIdentifier.requireName(name))
                        .setKeySize(bits)
                        .setHardwareProtected(true)
                        .setKeyOperations(array(operations(options, VaultKeyKind.AES)));
        names.requireUsable(name, options);
        return requests.create("create key " + name, request);
    }

    private static CreateRsaKeyOptions rsa(String name, int bits, VaultProtection protection)
            throws KeyTransferException {
        if (!KeyProfile.KEY_VAULT.allows(bits)) {
            throw new IllegalArgumentException(
                    "bits is " + bits + "; a key in a vault has 2048, 3072 or 4096");
        }
        return new CreateRsaKeyOptions(KeyIdentifier.requireName(name))
                .setKeySize(bits)
                .setPublicExponent(PUBLIC_EXPONENT)
                .setHardwareProtected(protection == VaultProtection.HSM);
    }

    VaultKey importBlob(String name, UndeclaredBlob.Declared blob, ImportOptions options)
            throws KeyTransferException {
        VaultKeyKind kind = blob.kind();
        kind.requireAt(connection.vault(), VaultProtection.HSM);
        names.requireUsable(name, options);
        JsonWebKey jwk =
                new JsonWebKey()
                        .setKeyType(KeyType.fromString(kind.keyType(VaultProtection.HSM)))
                        .setKeyOps(operations(options, kind))
                        .setT(blob.file());
        kind.curve().ifPresent(curve -> jwk.setCurveName(KeyCurveName.fromString(curve.jwkName())));
        try {
            return requests.importKey(request(name, jwk, VaultProtection.HSM));
        } catch (KeyVaultException e) {
            throw BlobRejectedException.orElse(e, blob.content().kid(), requests);
        }
    }

    VaultKey importSoftwareKey(
            String name, SoftwareKey key, VaultProtection protection, ImportOptions options)
            throws KeyTransferException {
        options.profile().check(key.description(), options.weakKeys());
        VaultKeyKind kind = VaultKeyKind.of(key.description());
        kind.requireAt(connection.vault(), protection);
        RsaKeyHealth.of(key).requireSound(options.weakKeys());
        names.requireUsable(name, options);
        connection.server().requireAzures(connection.vault());
        return requests.withSecret(
                () -> key.withClearKey(clear -> sent(name, clear, key, protection, options, kind)));
    }

    private VaultKey sent(
            String name,
            byte[] clear,
            SoftwareKey key,
            VaultProtection protection,
            ImportOptions options,
            VaultKeyKind kind)
            throws KeyTransferException {
        try (SoftwareJwk jwk =
                new SoftwareJwk(clear, key.description(), protection, operations(options, kind))) {
            return requests.importKey(request(name, jwk.jwk(), protection));
        }
    }

    private static ImportKeyOptions request(
            String name, JsonWebKey jwk, VaultProtection protection) {
        return new ImportKeyOptions(name, jwk)
                .setHardwareProtected(protection == VaultProtection.HSM);
    }

    private static List<KeyOperation> operations(ImportOptions options, VaultKeyKind kind) {
        return options.operations(kind).stream().map(KeyOperation::fromString).toList();
    }

    private static KeyOperation[] array(List<KeyOperation> operations) {
        return operations.toArray(KeyOperation[]::new);
    }
}
