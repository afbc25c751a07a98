package dev.keyhaul.keyvault;

import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.models.DecryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyRotationLifetimeAction;
import com.azure.security.keyvault.keys.models.KeyRotationPolicyAction;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.notice.Deferral;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.keyvault.connection.Connection;
import dev.keyhaul.keyvault.connection.SdkClients;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The requests of the SDK, one a method; what is allowed and wise is its callers' to know. */
final class SdkRequests {
    private static final KeyType NO_TYPE = KeyType.fromString("none");

    private final VaultHost vault;
    private final SdkClients clients;
    private final ServiceBoundary boundary;
    private final KeyClient keys;
    private final Notifier notifier;

    SdkRequests(Connection connection, Notifier notifier) {
        this.vault = connection.vault();
        this.notifier = notifier;
        this.clients = new SdkClients(connection, notifier);
        this.boundary = new ServiceBoundary(connection.vault(), connection.accessFile(), notifier);
        this.keys = clients.keys();
    }

    Optional<Instant> serverTime() {
        return clients.clock().last();
    }

    /** Makes requests with a clear key, of which a listener hears when it is wiped. */
    VaultKey withSecret(Deferral.Step<VaultKey, KeyTransferException> requests)
            throws KeyTransferException {
        return notifier.deferring(requests);
    }

    /** The newest version, when none is given. */
    VaultKey get(String name, Optional<String> version) throws KeyTransferException {
        String what = name + version.map(v -> "/" + v).orElse("");
        return key(
                "get key " + what,
                asked(name, version),
                call -> keys.getKeyWithResponse(name, version.orElse(null), call));
    }

    /** Asks for a key that is not there: what its name is says nothing to anybody. */
    void getAbsent(String name) throws KeyTransferException {
        boundary.call("ask the vault", call -> keys.getKeyWithResponse(name, null, call));
    }

    void deletedKey(String name) throws KeyTransferException {
        boundary.call(
                "look for a deleted key " + name,
                call -> keys.getDeletedKeyWithResponse(name, call));
    }

    VaultKey create(String doing, CreateRsaKeyOptions options) throws KeyTransferException {
        return key(doing, asked(options), call -> keys.createRsaKeyWithResponse(options, call));
    }

    VaultKey create(String doing, CreateEcKeyOptions options) throws KeyTransferException {
        return key(doing, asked(options), call -> keys.createEcKeyWithResponse(options, call));
    }

    VaultKey create(String doing, CreateOctKeyOptions options) throws KeyTransferException {
        return key(doing, asked(options), call -> keys.createOctKeyWithResponse(options, call));
    }

    VaultKey importKey(ImportKeyOptions options) throws KeyTransferException {
        return key(
                "import key " + options.getName(),
                asked(options.getName(), Optional.empty()),
                call -> keys.importKeyWithResponse(options, call));
    }

    /** Asks for a key that no vault can make. */
    void createOfNoType(String name) throws KeyTransferException {
        boundary.call(
                "create a key of an invalid type",
                call -> keys.createKeyWithResponse(new CreateKeyOptions(name, NO_TYPE), call),
                SdkRequests::impossible);
    }

    /** Asks for the import of a key without a type and without numbers. */
    void importOfNoType(String name) throws KeyTransferException {
        boundary.call(
                "import a key of an invalid type",
                call ->
                        keys.importKeyWithResponse(
                                new ImportKeyOptions(name, new JsonWebKey().setKeyType(NO_TYPE)),
                                call),
                SdkRequests::impossible);
    }

    private static Void impossible(Response<KeyVaultKey> answer) throws KeyVaultException {
        throw KeyVaultException.unusable(
                "the vault returned " + answer.getStatusCode() + " for what it cannot make", null);
    }

    /** Reads a version's properties, changes them, and sends them back with its operations. */
    VaultKey update(
            String doing,
            KeyIdentifier id,
            UnaryOperator<KeyProperties> change,
            List<KeyOperation> operations)
            throws KeyTransferException {
        return key(
                doing,
                id,
                call -> {
                    KeyProperties properties =
                            keys.getKeyWithResponse(id.name(), id.version().orElse(null), call)
                                    .getValue()
                                    .getProperties();
                    return keys.updateKeyPropertiesWithResponse(
                            change.apply(properties),
                            call,
                            operations.toArray(KeyOperation[]::new));
                });
    }

    byte[] backup(String name) throws KeyTransferException {
        return boundary.call(
                "back up " + name,
                call -> keys.backupKeyWithResponse(name, call).getValue(),
                VaultKeyReader::backup);
    }

    /** Whether the service makes new versions of a key by itself. */
    boolean rotates(String name) throws KeyTransferException {
        return boundary.call(
                "get the rotation policy of " + name,
                call -> {
                    List<KeyRotationLifetimeAction> actions =
                            keys.getKeyRotationPolicyWithResponse(name, call)
                                    .getValue()
                                    .getLifetimeActions();
                    return actions != null
                            && actions.stream()
                                    .anyMatch(
                                            a ->
                                                    KeyRotationPolicyAction.ROTATE.equals(
                                                            a.getAction()));
                });
    }

    /** A Managed HSM alone has one. */
    Optional<HsmAttestation> attestation(KeyIdentifier id) throws KeyTransferException {
        return boundary.call(
                "get the attestation of " + id,
                call ->
                        keys.getKeyAttestationWithResponse(
                                id.name(), id.version().orElse(""), call),
                answer ->
                        Optional.ofNullable(answer.getValue().getProperties().getKeyAttestation())
                                .map(
                                        a ->
                                                HsmAttestation.of(
                                                        a.getVersion() == null
                                                                ? ""
                                                                : a.getVersion(),
                                                        present(a.getCertificatePemFile()),
                                                        present(a.getPublicKeyAttestation()),
                                                        present(a.getPrivateKeyAttestation()))));
    }

    private static byte[] present(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }

    /** Signs a SHA-256 digest with PKCS#1 v1.5. */
    byte[] signRs256(KeyIdentifier key, byte[] sha256) throws KeyTransferException {
        return sign(key, SignatureAlgorithm.RS256, sha256);
    }

    byte[] decryptRsaOaep(KeyIdentifier key, byte[] ciphertext) throws KeyTransferException {
        return boundary.call(
                "decrypt with " + key,
                call ->
                        clients.cryptography(key)
                                .decrypt(EncryptionAlgorithm.RSA_OAEP, ciphertext, call)
                                .getPlainText());
    }

    /** Signs a digest of the curve's hash; r and s side by side (RFC 7518 §3.4). */
    byte[] signEcdsa(KeyIdentifier key, Curve curve, byte[] digest) throws KeyTransferException {
        return sign(key, SignatureAlgorithm.fromString("ES" + curve.hashBits()), digest);
    }

    private byte[] sign(KeyIdentifier key, SignatureAlgorithm algorithm, byte[] digest)
            throws KeyTransferException {
        return boundary.call(
                "sign with " + key,
                call -> clients.cryptography(key).sign(algorithm, digest, call).getSignature());
    }

    /** Encrypts whole blocks with AES-CBC. */
    byte[] encryptCbc(KeyIdentifier key, int lengthBits, byte[] iv, byte[] plaintext)
            throws KeyTransferException {
        EncryptParameters parameters =
                switch (lengthBits) {
                    case 128 -> EncryptParameters.createA128CbcParameters(plaintext, iv);
                    case 192 -> EncryptParameters.createA192CbcParameters(plaintext, iv);
                    default -> EncryptParameters.createA256CbcParameters(plaintext, iv);
                };
        return boundary.call(
                "encrypt with " + key,
                call -> clients.cryptography(key).encrypt(parameters, call).getCipherText());
    }

    /** Decrypts whole blocks with AES-CBC. */
    byte[] decryptCbc(KeyIdentifier key, int lengthBits, byte[] iv, byte[] ciphertext)
            throws KeyTransferException {
        DecryptParameters parameters =
                switch (lengthBits) {
                    case 128 -> DecryptParameters.createA128CbcParameters(ciphertext, iv);
                    case 192 -> DecryptParameters.createA192CbcParameters(ciphertext, iv);
                    default -> DecryptParameters.createA256CbcParameters(ciphertext, iv);
                };
        return boundary.call(
                "decrypt with " + key,
                call -> clients.cryptography(key).decrypt(parameters, call).getPlainText());
    }

    private KeyIdentifier asked(CreateKeyOptions options) {
        return asked(options.getName(), Optional.empty());
    }

    private KeyIdentifier asked(String name, Optional<String> version) {
        return new KeyIdentifier(vault, name, version);
    }

    private VaultKey key(
            String doing, KeyIdentifier asked, Function<Context, Response<KeyVaultKey>> request)
            throws KeyTransferException {
        return boundary.call(doing, request, answer -> VaultKeyReader.of(answer.getValue(), asked));
    }
}
