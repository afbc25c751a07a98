package dev.keyhaul.keyvault;

import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.UnprovenBlob;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import java.util.List;

/** Keys that get into a vault: made there, or imported; each under a name that can be given. */
final class NewKeys {
    // Without it the SDK sends "public_exponent":0.
    private static final int PUBLIC_EXPONENT = 65537;

    private final KeyNames names;
    private final KeyRequests requests;
    private final Connection connection;

    NewKeys(KeyNames names, KeyRequests requests, Connection connection) {
        this.names = names;
        this.requests = requests;
        this.connection = connection;
    }

    VaultKey createKek(String name, int bits) throws KeyTransferException {
        CreateRsaKeyOptions request =
                rsa(name, bits, Protection.HSM).setKeyOperations(KeyOperation.IMPORT);
        names.requireFreeForKek(name);
        return requests.create("create KEK " + name, request);
    }

    VaultKey create(String name, int bits, Protection protection, ImportOptions options)
            throws KeyTransferException {
        CreateRsaKeyOptions request =
                rsa(name, bits, protection)
                        .setKeyOperations(operations(options).toArray(KeyOperation[]::new));
        names.requireUsable(name, options);
        return requests.create("create key " + name, request);
    }

    private static CreateRsaKeyOptions rsa(String name, int bits, Protection protection)
            throws KeyTransferException {
        if (!KeyProfile.KEY_VAULT.allows(bits)) {
            throw new IllegalArgumentException(
                    "bits is " + bits + "; a key in a vault has 2048, 3072 or 4096");
        }
        return new CreateRsaKeyOptions(KeyIdentifier.requireName(name))
                .setKeySize(bits)
                .setPublicExponent(PUBLIC_EXPONENT)
                .setHardwareProtected(protection == Protection.HSM);
    }

    VaultKey importBlob(String name, byte[] file, ImportOptions options)
            throws KeyTransferException {
        names.requireUsable(name, options);
        JsonWebKey jwk =
                new JsonWebKey()
                        .setKeyType(KeyType.RSA_HSM)
                        .setKeyOps(operations(options))
                        .setT(file);
        try {
            return requests.importKey(request(name, jwk, Protection.HSM));
        } catch (KeyVaultException e) {
            throw BlobRejectedException.orElse(e, UnprovenBlob.parse(file).kid(), requests);
        }
    }

    VaultKey importSoftwareKey(
            String name, SoftwareKey key, Protection protection, ImportOptions options)
            throws KeyTransferException {
        options.profile().check(key.description(), options.weakKeys());
        RsaKeyHealth.of(key).requireSound(options.weakKeys());
        names.requireUsable(name, options);
        connection.server().requireAzures(connection.vault());
        return key.withClearKey(
                pkcs8 -> {
                    try (SoftwareJwk jwk =
                            new SoftwareJwk(pkcs8, protection, operations(options))) {
                        return requests.importKey(request(name, jwk.jwk(), protection));
                    }
                });
    }

    private static ImportKeyOptions request(String name, JsonWebKey jwk, Protection protection) {
        return new ImportKeyOptions(name, jwk).setHardwareProtected(protection == Protection.HSM);
    }

    private static List<KeyOperation> operations(ImportOptions options) {
        return options.operations().stream().map(KeyOperation::fromString).toList();
    }
}
