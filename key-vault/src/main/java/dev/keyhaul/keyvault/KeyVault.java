package dev.keyhaul.keyvault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A vault or Managed HSM, or a local vault for rehearsals, through Azure's own SDK.
 *
 * <p>Thread-safe; nothing is to be closed. No request is made before a method is called. Every
 * failure of the service, the network or the credential is a {@link KeyVaultException}.
 */
public final class KeyVault {
    private final VaultHost vault;
    private final Connection connection;
    private final SdkClients clients;
    private final ServiceBoundary boundary;
    private final KeyClient keys;

    private KeyVault(Connection connection) {
        this.vault = connection.vault();
        this.connection = connection;
        this.clients = new SdkClients(connection);
        this.boundary = new ServiceBoundary(vault);
        this.keys = clients.keys();
    }

    /**
     * Connects as an identity of Azure, or by relay to a local vault.
     *
     * @throws RefusedException when a real credential meets a rehearsal's host or a relay meets a
     *     real one, or others than its owner can read the relay's token file
     * @throws KeyVaultException when the chosen credential lacks what it needs
     */
    public static KeyVault connect(VaultHost vault, VaultAccess access)
            throws KeyTransferException {
        return new KeyVault(
                access instanceof LoopbackRelay relay
                        ? Connection.relayed(vault, relay)
                        : Connection.azure(vault, (AzureCredential) access));
    }

    /**
     * Connects with an application's own credential.
     *
     * @throws RefusedException when the host is a rehearsal's
     */
    public static KeyVault connect(VaultHost vault, TokenCredential credential)
            throws RefusedException {
        return new KeyVault(Connection.application(vault, credential));
    }

    /**
     * Connects with an application's own credential and HTTP client; KEK records have no server
     * certificates then.
     *
     * @throws RefusedException when the host is a rehearsal's
     */
    public static KeyVault connect(VaultHost vault, TokenCredential credential, HttpClient http)
            throws RefusedException {
        return new KeyVault(Connection.application(vault, credential, http));
    }

    /** Returns where this vault is. */
    public VaultHost host() {
        return vault;
    }

    /**
     * Returns as whom the vault sees this process; to be shown before anything is changed.
     *
     * <p>After a request it is the identity of the token that was sent: the vault's challenge may
     * choose another tenant than the credential would. A rehearsal's is {@link Identity#REHEARSAL}.
     *
     * @throws KeyTransferException when there is no credential, or its token shows no claims
     */
    public Identity identity() throws KeyTransferException {
        if (vault.isRehearsal()) {
            return Identity.REHEARSAL;
        }
        Optional<AccessToken> sent = connection.credential().last();
        return Identity.of(sent.isPresent() ? sent.get() : newToken());
    }

    private AccessToken newToken() throws KeyVaultException {
        TokenRequestContext request =
                new TokenRequestContext().addScopes("https://" + vault.suffix() + "/.default");
        return boundary.call("sign in", () -> connection.credential().getTokenSync(request));
    }

    /** Tells whether a key of that name is there; one that is deleted but not purged is not. */
    public boolean exists(String name) throws KeyTransferException {
        try {
            show(name);
            return true;
        } catch (KeyVaultException e) {
            if (e.status() == 404) {
                return false;
            }
            throw e;
        }
    }

    /** Returns the newest version of a key. */
    public VaultKey show(String name) throws KeyTransferException {
        String checked = KeyIdentifier.requireName(name);
        return key("get key " + name, () -> keys.getKey(checked));
    }

    /** Returns a key; its newest version when the identifier has none. */
    public VaultKey show(KeyIdentifier id) throws KeyTransferException {
        requireHere(id);
        return key("get key " + id, () -> keys.getKey(id.name(), id.version().orElse(null)));
    }

    /**
     * Creates a key exchange key: an HSM key whose only operation is {@code import}.
     *
     * @param bits 2048, 3072 or 4096
     * @throws IllegalArgumentException when {@code bits} is anything else; nothing was asked then
     * @throws RefusedException when there is a key of that name
     */
    public VaultKey createKek(String name, int bits) throws KeyTransferException {
        if (!KeyProfile.KEY_VAULT.allows(bits)) {
            throw new IllegalArgumentException(
                    "bits is " + bits + "; a KEK has 2048, 3072 or 4096");
        }
        requireFree(name, "choose another name: one KEK a ceremony");
        CreateRsaKeyOptions options =
                new CreateRsaKeyOptions(name)
                        .setKeySize(bits)
                        // Without it the SDK sends "public_exponent":0.
                        .setPublicExponent(65537)
                        .setHardwareProtected(true)
                        .setKeyOperations(KeyOperation.IMPORT);
        return key("create KEK " + name, () -> keys.createRsaKey(options));
    }

    /**
     * Downloads the newest version of a KEK, with the certificates of the connection that it came
     * through.
     */
    public KekRecord downloadKek(String name) throws KeyTransferException {
        return record(show(name));
    }

    /** Downloads one version of a KEK. */
    public KekRecord downloadKek(KeyIdentifier id) throws KeyTransferException {
        return record(show(id));
    }

    private KekRecord record(VaultKey kek) {
        return new KekRecord(
                kek.id(),
                kek.publicKey(),
                kek.keyType(),
                kek.operations(),
                kek.attributes().expires(),
                Optional.of(
                        new KekRecord.Download(
                                Instant.now(), connection.serverCertificates().get())));
    }

    /**
     * Imports the key in a transfer blob as an HSM key.
     *
     * @throws RefusedException when the blob's KEK is of another vault, or the name is taken
     */
    public VaultKey importBlob(String name, KeyTransferBlob blob, ImportOptions options)
            throws KeyTransferException {
        requireHere(blob.kid());
        JsonWebKey jwk =
                new JsonWebKey()
                        .setKeyType(KeyType.RSA_HSM)
                        .setKeyOps(operations(options))
                        .setT(blob.toFile());
        return importKey(name, jwk, Protection.HSM, options);
    }

    /**
     * Imports a software key as a JWK: its clear parts go to the service over TLS.
     *
     * @throws RefusedException when the name is taken
     */
    public VaultKey importSoftwareKey(
            String name, SoftwareKey key, Protection protection, ImportOptions options)
            throws KeyTransferException {
        return key.withClearKey(
                pkcs8 -> {
                    try (SoftwareJwk jwk =
                            new SoftwareJwk(pkcs8, protection, operations(options))) {
                        return importKey(name, jwk.jwk(), protection, options);
                    }
                });
    }

    private VaultKey importKey(
            String name, JsonWebKey jwk, Protection protection, ImportOptions options)
            throws KeyTransferException {
        if (!options.newVersion()) {
            requireFree(name, "choose another name; --force makes a new version of it");
        }
        ImportKeyOptions request =
                new ImportKeyOptions(KeyIdentifier.requireName(name), jwk)
                        .setHardwareProtected(protection == Protection.HSM);
        return key("import key " + name, () -> keys.importKey(request));
    }

    private static List<KeyOperation> operations(ImportOptions options) {
        return options.operations().stream().map(KeyOperation::fromString).toList();
    }

    /**
     * Returns the service's own backup of every version of a key: an opaque blob that restores only
     * into the same subscription and geography, and so is no master copy.
     */
    public byte[] backup(String name) throws KeyTransferException {
        String checked = KeyIdentifier.requireName(name);
        return VaultKeys.backup(boundary.call("back up " + name, () -> keys.backupKey(checked)));
    }

    /** Disables one version of a key: nobody can use it then, and it is not lost. */
    public void disable(KeyIdentifier id) throws KeyTransferException {
        requireHere(id);
        key(
                "disable " + id,
                () -> {
                    KeyProperties properties =
                            keys.getKey(id.name(), id.version().orElse(null)).getProperties();
                    return keys.updateKeyProperties(properties.setEnabled(false));
                });
    }

    /** Signs a SHA-256 digest with PKCS#1 v1.5, in the vault. */
    public byte[] signRs256(KeyIdentifier key, byte[] sha256) throws KeyTransferException {
        requireHere(key);
        return boundary.call(
                "sign with " + key,
                () ->
                        clients.cryptography(key)
                                .sign(SignatureAlgorithm.RS256, sha256)
                                .getSignature());
    }

    /** Decrypts RSA-OAEP (SHA-1), in the vault. */
    public byte[] decryptRsaOaep(KeyIdentifier key, byte[] ciphertext) throws KeyTransferException {
        requireHere(key);
        return boundary.call(
                "decrypt with " + key,
                () ->
                        clients.cryptography(key)
                                .decrypt(EncryptionAlgorithm.RSA_OAEP, ciphertext)
                                .getPlainText());
    }

    private VaultKey key(String doing, Supplier<KeyVaultKey> request) throws KeyTransferException {
        return VaultKeys.of(boundary.call(doing, request));
    }

    private void requireFree(String name, String hint) throws KeyTransferException {
        if (exists(name)) {
            throw new RefusedException(
                    "there is a key " + name + " in " + vault.host() + " already", hint);
        }
    }

    private void requireHere(KeyIdentifier id) throws RefusedException {
        if (!id.vault().equals(vault)) {
            throw new RefusedException(
                    id + " is of another vault than " + vault.host(),
                    "a blob can be imported only into the vault that holds its KEK");
        }
    }
}
