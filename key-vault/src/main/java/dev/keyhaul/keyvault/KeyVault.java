package dev.keyhaul.keyvault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.keyvault.access.AzureCredential;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.access.RehearsalCredential;
import dev.keyhaul.keyvault.access.VaultAccess;
import dev.keyhaul.keyvault.connection.Connection;
import dev.keyhaul.keyvault.key.KeyPermission;
import dev.keyhaul.keyvault.key.NameState;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A vault or Managed HSM, or a local vault for rehearsals, through Azure's own SDK.
 *
 * <pre>{@code
 * KeyVault vault =
 *         KeyVault.connect(
 *                 VaultHost.parseUrl("https://contoso-kv.vault.azure.net"),
 *                 AzureCredential.AZURE_CLI);
 * VaultKey imported =
 *         vault.importBlob("tenant", BlobContent.read(blobFile), ImportOptions.tenantKey());
 * VaultProof.of(
 *                 vault,
 *                 imported.id(),
 *                 ExpectedKey.tenantKey(PublicKeyEncoding.read(publicKeyFile), VaultProtection.HSM),
 *                 new SecureRandom())
 *         .requirePassed();
 * }</pre>
 *
 * <p>{@link KeyImport} does this and the wrap before it in one call. Thread-safe; nothing is to be
 * closed. No request is made before a method is called. Every failure of the service, the network
 * or the credential is a {@link KeyVaultException}, and nothing is changed then; a change that may
 * have been made nevertheless is an {@link UnknownOutcomeException}. An interrupt of the thread is
 * one or the other, and the thread's flag stays set.
 *
 * @since 0.1.0
 */
public final class KeyVault {
    private final VaultHost vault;
    private final Connection connection;
    private final Notifier notifier;
    private final SdkRequests requests;
    private final KeyNames names;
    private final NewKeys newKeys;
    private final KekDownload keks;
    private final AesIdentity aes;

    KeyVault(Connection connection) {
        this(connection, Notifier.OFF);
    }

    private KeyVault(Connection connection, Notifier notifier) {
        this.vault = connection.vault();
        this.connection = connection;
        this.notifier = notifier;
        this.requests = new SdkRequests(connection, notifier);
        this.names = new KeyNames(vault, requests);
        this.newKeys = new NewKeys(names, requests, connection);
        this.keks = new KekDownload(connection, requests);
        this.aes = new AesIdentity(requests);
    }

    /**
     * Connects as an identity of Azure, or by relay to a local vault.
     *
     * @param vault where the vault is
     * @param access who asks the vault, or the relay to a local vault
     * @return the vault, which was not asked yet
     * @throws RefusedException when a real credential meets a rehearsal's host or a relay meets a
     *     real one, or others than its owner can read the relay's access file
     * @throws KeyVaultException when the chosen credential lacks what it needs
     */
    public static KeyVault connect(VaultHost vault, VaultAccess access)
            throws KeyTransferException {
        Arguments.notNull("access", access);
        return connect(vault, access, ConnectionOptions.standard());
    }

    /**
     * Connects as an identity of Azure, or by relay to a local vault, with an application's
     * options.
     *
     * @param vault where the vault is
     * @param access who asks the vault, or the relay to a local vault
     * @param options how the vault is reached
     * @return the vault, which was not asked yet
     * @throws KeyTransferException as {@link #connect(VaultHost, VaultAccess)} says
     */
    public static KeyVault connect(VaultHost vault, VaultAccess access, ConnectionOptions options)
            throws KeyTransferException {
        Arguments.notNull("access", access, "options", options);
        return new KeyVault(
                access instanceof LoopbackRelay relay
                        ? Connection.relayed(vault, relay.accessFile(), options)
                        : azure(vault, (AzureCredential) access, options));
    }

    private static Connection azure(
            VaultHost vault, AzureCredential choice, ConnectionOptions options)
            throws KeyTransferException {
        Connection.requireReal(vault);
        try {
            TokenCredential credential =
                    new ServiceBoundary(vault)
                            .call(
                                    "use the credential " + choice.optionName(),
                                    call -> Connection.credential(vault, choice, options));
            return Connection.application(vault, credential, options, null);
        } catch (NoClassDefFoundError e) {
            throw new KeyVaultException(
                    Reason.CREDENTIAL_MISSING,
                    "the credential " + choice.optionName() + " needs the library azure-identity",
                    0,
                    "",
                    "add com.azure:azure-identity (the module com.azure.identity), or connect with"
                            + " a TokenCredential",
                    e);
        }
    }

    /**
     * Connects with an application's own credential, or with that of a local vault ({@link
     * RehearsalCredential}).
     *
     * @param vault where the vault is
     * @param credential gives the tokens
     * @return the vault, which was not asked yet
     * @throws RefusedException when a real credential meets a rehearsal's host or a rehearsal's a
     *     real one, or others than its owner can read the local vault's access file
     * @throws KeyTransferException when that file cannot be read
     */
    public static KeyVault connect(VaultHost vault, TokenCredential credential)
            throws KeyTransferException {
        return connect(vault, credential, ConnectionOptions.standard());
    }

    /**
     * Connects with an application's own credential and options.
     *
     * @param vault where the vault is
     * @param credential gives the tokens
     * @param options how the vault is reached
     * @return the vault, which was not asked yet
     * @throws KeyTransferException as {@link #connect(VaultHost, TokenCredential)} says
     */
    public static KeyVault connect(
            VaultHost vault, TokenCredential credential, ConnectionOptions options)
            throws KeyTransferException {
        Arguments.notNull("credential", credential, "options", options);
        return new KeyVault(Connection.application(vault, credential, options, null));
    }

    /**
     * Returns the same vault, whose requests, retries and logins a listener hears of: each after
     * the method that made it is done with its secrets.
     *
     * @param listener may not use this vault from within
     * @return another object; this one is not heard of
     */
    public KeyVault withListener(OperationListener listener) {
        return new KeyVault(connection, Notifier.to(listener));
    }

    /** {@return how many events the listener did not take: it threw, or there were too many} */
    public long droppedEvents() {
        return notifier.dropped();
    }

    /** {@return where this vault is} */
    public VaultHost host() {
        return vault;
    }

    /** {@return what the vault's clock said in its last answer, where it has answered} */
    public Optional<Instant> serverTime() {
        return requests.serverTime();
    }

    /**
     * {@return as whom the vault sees this process; to be shown before anything is changed}
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

    private AccessToken newToken() throws KeyTransferException {
        TokenRequestContext request =
                new TokenRequestContext().addScopes("https://" + vault.suffix() + "/.default");
        return new ServiceBoundary(vault)
                .call("sign in", call -> connection.credential().getTokenSync(request));
    }

    /**
     * {@return whether a key of that name is there; one that is deleted but not purged is not}
     *
     * @param name the key's name in this vault
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public boolean exists(String name) throws KeyTransferException {
        return names.isTaken(KeyIdentifier.requireName(name));
    }

    /**
     * Asks whether this caller lacks a permission, and changes nothing: what is asked for cannot be
     * done, so the vault refuses either the caller or the request. Its log shows the request, for a
     * key whose name begins with {@code keyhaul-trial-}.
     *
     * @param permission what the caller wants to know
     * @return the refusal of the caller, which is certain; empty if the vault refused the request,
     *     which shows the permission only if the vault judges the caller first: whether the real
     *     service does was never tried
     * @throws KeyVaultException if the vault cannot be reached, or keeps this host out
     */
    public Optional<KeyVaultException> refusal(KeyPermission permission)
            throws KeyTransferException {
        return new PermissionTrial(vault, requests, new SecureRandom()).refusal(permission);
    }

    /**
     * {@return whether a name can be given to a new key, as far as this caller may see}
     *
     * @param name the key's name in this vault
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public NameState nameState(String name) throws KeyTransferException {
        Arguments.notNull("name", name);
        return names.of(name);
    }

    /**
     * Goes on when a new key can have a name, as every import and creation here does too.
     *
     * @param name the key's name in this vault
     * @param options which key may have the name, and for what it is used
     * @return what was seen: a caller that may not look at deleted keys should be told
     * @throws RefusedException when a key has it and no new version is wanted, or a deleted key
     *     still holds it
     */
    public NameState requireUsableName(String name, ImportOptions options)
            throws KeyTransferException {
        Arguments.notNull("name", name, "options", options);
        return names.requireUsable(name, options);
    }

    /**
     * {@return the newest version of a key; an AES key encrypts a fixed text for that}
     *
     * @param name the key's name in this vault
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public VaultKey show(String name) throws KeyTransferException {
        return aes.identified(requests.get(KeyIdentifier.requireName(name), Optional.empty()));
    }

    /**
     * {@return a key; its newest version when the identifier has none}
     *
     * @param id the key's identifier in this vault
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public VaultKey show(KeyIdentifier id) throws KeyTransferException {
        requireHere(id);
        return aes.identified(requests.get(id.name(), id.version()));
    }

    /**
     * Creates a key exchange key: an HSM key whose only operation is {@code import}.
     *
     * @param name the key's name in this vault
     * @param bits 2048, 3072 or 4096
     * @return the new key, as the vault describes it
     * @throws IllegalArgumentException when {@code bits} is anything else; nothing was asked then
     * @throws RefusedException when a key has that name, or a deleted one still holds it
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey createKek(String name, int bits) throws KeyTransferException {
        Arguments.notNull("name", name);
        return newKeys.createKek(name, bits);
    }

    /**
     * Creates an RSA key that was never anywhere else, and can never be: it is not exportable.
     *
     * @param name the key's name in this vault
     * @param bits 2048, 3072 or 4096
     * @param protection where the vault keeps it
     * @param options which key may have the name, and for what it is used
     * @return the new key, as the vault describes it
     * @throws IllegalArgumentException when {@code bits} is anything else; nothing was asked then
     * @throws RefusedException when the name is taken, or a deleted key still holds it
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey createKey(
            String name, int bits, VaultProtection protection, ImportOptions options)
            throws KeyTransferException {
        Arguments.notNull("name", name, "protection", protection, "options", options);
        return newKeys.create(name, bits, protection, options);
    }

    /**
     * Creates an EC key that was never anywhere else, and can never be: it is not exportable.
     *
     * @param name the key's name in this vault
     * @param curve the curve of the key
     * @param protection where the vault keeps it
     * @param options which key may have the name, and for what it is used
     * @return the new key, as the vault describes it
     * @throws RefusedException when the name is taken, or a deleted key still holds it
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey createEcKey(
            String name,
            KeyDescription.Curve curve,
            VaultProtection protection,
            ImportOptions options)
            throws KeyTransferException {
        Arguments.notNull("name", name, "curve", curve, "protection", protection);
        Arguments.notNull("options", options);
        return newKeys.createEc(name, curve, protection, options);
    }

    /**
     * Creates an AES key in a Managed HSM that was never anywhere else, and can never be.
     *
     * @param name the key's name in this vault
     * @param bits 128, 192 or 256
     * @param options which key may have the name, and for what it is used
     * @return the new key, as the vault describes it
     * @throws IllegalArgumentException when {@code bits} is anything else; nothing was asked then
     * @throws RefusedException when this is a vault, the name is taken, or a deleted key still
     *     holds it
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey createAesKey(String name, int bits, ImportOptions options)
            throws KeyTransferException {
        Arguments.notNull("name", name, "options", options);
        return aes.identifiedIfAnswered(newKeys.createAes(name, bits, options));
    }

    /**
     * Downloads the newest version of a KEK, with the certificates of the connection that it came
     * through and, from a Managed HSM, its attestation.
     *
     * @param name the KEK's name in this vault
     * @return the record, which nothing authenticates yet
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public KekRecord downloadKek(String name) throws KeyTransferException {
        return keks.record(show(name));
    }

    /**
     * Downloads one version of a KEK.
     *
     * @param id the KEK's identifier in this vault
     * @return the record, which nothing authenticates yet
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public KekRecord downloadKek(KeyIdentifier id) throws KeyTransferException {
        return keks.record(show(id));
    }

    /**
     * {@return the record of a KEK as this vault has just described it, without asking again}
     *
     * @param answered what {@link #createKek} returned
     * @throws KeyTransferException if the key is not RSA, or a Managed HSM does not give its
     *     attestation
     */
    public KekRecord recordOf(VaultKey answered) throws KeyTransferException {
        Arguments.notNull("answered", answered);
        requireHere(answered.id());
        return keks.record(answered);
    }

    /**
     * Checks that every connection so far was to a server under one of Azure's roots, and refuses
     * every other from now on. The vault is asked for a key that it does not have if nothing was
     * asked before. A rehearsal is exempt.
     *
     * @throws RefusedException if a proxy breaks TLS open
     * @throws KeyVaultException if the vault cannot be reached
     */
    public void requireAzuresTls() throws KeyTransferException {
        if (!vault.isRehearsal() && connection.server().root().isEmpty()) {
            connectOnce();
        }
        connection.server().requireAzures(vault);
    }

    /** Any answer will do, a refusal too: it came over TLS. */
    private void connectOnce() throws KeyTransferException {
        try {
            exists("keyhaul-tls");
        } catch (KeyVaultException e) {
            if (e.status() == 0) {
                throw e;
            }
        }
    }

    /**
     * Imports the RSA key in a transfer blob as an HSM key.
     *
     * @param name the key's name in this vault
     * @param blob read by {@link BlobContent#read}, or made by {@link KeyTransferBlob#content}
     * @param options which key may have the name, and for what it is used
     * @return the imported key, as the vault describes it
     * @throws RefusedException if the blob's KEK is in another vault, its length is not an RSA
     *     key's, the name is taken, or a deleted key still holds it
     * @throws BlobRejectedException if the vault does not open the blob, though its KEK is there:
     *     the key in it may be exposed
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey importBlob(String name, BlobContent blob, ImportOptions options)
            throws KeyTransferException {
        return importBlob(name, blob, VaultKeyKind.RSA, options);
    }

    /**
     * Imports the key in a transfer blob as an HSM key.
     *
     * @param name the key's name in this vault
     * @param blob read by {@link BlobContent#read}, or made by {@link KeyTransferBlob#content}
     * @param kind of the key in the blob, which the blob does not say
     * @param options which key may have the name, and for what it is used
     * @return the imported key, as the vault describes it
     * @throws RefusedException if the blob's KEK is in another vault, its length is that of another
     *     kind, an AES key is for a vault, the name is taken, or a deleted key still holds it
     * @throws BlobRejectedException if the vault does not open the blob, though its KEK is there:
     *     the key in it may be exposed
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey importBlob(
            String name, BlobContent blob, VaultKeyKind kind, ImportOptions options)
            throws KeyTransferException {
        Arguments.notNull("name", name, "kind", kind, "options", options);
        return importBlob(name, blob.toFile(), kind, options);
    }

    /**
     * Imports the RSA key in a transfer blob's file, exactly these bytes.
     *
     * @param name the key's name in this vault
     * @param blobFile the whole file; it is copied
     * @param options which key may have the name, and for what it is used
     * @return the imported key, as the vault describes it
     * @throws KeyTransferException as {@link #importBlob(String, byte[], VaultKeyKind,
     *     ImportOptions)} does
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey importBlob(String name, byte[] blobFile, ImportOptions options)
            throws KeyTransferException {
        return importBlob(name, blobFile, VaultKeyKind.RSA, options);
    }

    /**
     * Imports the key in a transfer blob as an HSM key.
     *
     * @param name the key's name in this vault
     * @param blobFile the whole file; it is copied, and what was checked is what is sent
     * @param kind of the key in the blob, which the blob does not say
     * @param options which key may have the name, and for what it is used
     * @return the imported key, as the vault describes it
     * @throws MalformedInputException when it is no blob
     * @throws RefusedException when the blob's KEK is of another vault, its length is that of
     *     another kind, an AES key is for a vault, the name is taken, or a deleted key still holds
     *     it
     * @throws BlobRejectedException when the vault does not open the blob, though its KEK is there:
     *     the key in it may be exposed
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey importBlob(
            String name, byte[] blobFile, VaultKeyKind kind, ImportOptions options)
            throws KeyTransferException {
        Arguments.notNull("name", name, "kind", kind, "options", options);
        return importBlob(name, UndeclaredBlob.parse(blobFile, vault).as(kind), options);
    }

    VaultKey importBlob(String name, UndeclaredBlob.Declared blob, ImportOptions options)
            throws KeyTransferException {
        requireHere(blob.content().kid());
        return aes.identifiedIfAnswered(newKeys.importBlob(name, blob, options));
    }

    /**
     * Imports a software key as a JWK: its clear parts go to the service over TLS.
     *
     * @param name the key's name in this vault
     * @param key the key; it stays open
     * @param protection where the vault keeps it
     * @param options which key may have the name, and for what it is used
     * @return the imported key, as the vault describes it
     * @throws RefusedException when the profile forbids the key, it is weak, the name is taken, a
     *     deleted key still holds it, or a proxy breaks TLS open
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey importSoftwareKey(
            String name, SoftwareKey key, VaultProtection protection, ImportOptions options)
            throws KeyTransferException {
        Arguments.notNull("name", name, "key", key, "protection", protection);
        Arguments.notNull("options", options);
        return aes.identifiedIfAnswered(newKeys.importSoftwareKey(name, key, protection, options));
    }

    /**
     * Permits operations on one version of a key, beside those that are permitted already; what a
     * key of its kind cannot do is left out.
     *
     * @param id the key's identifier in this vault
     * @param more the {@code key_ops} that are added
     * @return the key as it is then; as it was, without a request, when it lacked none
     * @throws RefusedException when it is a KEK, which can have no other operation
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public VaultKey permit(KeyIdentifier id, List<String> more) throws KeyTransferException {
        Arguments.notNull("more", more);
        return aes.identifiedIfAnswered(PermittedOperations.add(requests, show(id), more));
    }

    /**
     * {@return whether the service makes new versions of a key by itself, as its rotation policy
     * says}
     *
     * @param name the key's name in this vault
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public boolean rotates(String name) throws KeyTransferException {
        return requests.rotates(KeyIdentifier.requireName(name));
    }

    /**
     * {@return the service's own backup of every version of a key: an opaque blob that restores
     * only into the same subscription and geography, and so is no master copy}
     *
     * @param name the key's name in this vault
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public byte[] backup(String name) throws KeyTransferException {
        return requests.backup(KeyIdentifier.requireName(name));
    }

    /**
     * Disables one version of a key: nobody can use it then, and it is not lost.
     *
     * @param id the key's identifier in this vault
     * @throws KeyTransferException if the vault refuses it or does not answer
     * @throws UnknownOutcomeException when the vault may have done it: its answer was lost
     */
    public void disable(KeyIdentifier id) throws KeyTransferException {
        requireHere(id);
        requests.update("disable " + id, id, p -> p.setEnabled(false), List.of());
    }

    /**
     * Signs a SHA-256 digest with PKCS#1 v1.5, in the vault.
     *
     * @param key the identifier of a key in this vault
     * @param sha256 the digest, 32 bytes
     * @return the signature
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public byte[] signRs256(KeyIdentifier key, byte[] sha256) throws KeyTransferException {
        Arguments.notNull("sha256", sha256);
        requireHere(key);
        return requests.signRs256(key, sha256);
    }

    /**
     * Decrypts RSA-OAEP (SHA-1), in the vault.
     *
     * @param key the identifier of a key in this vault
     * @param ciphertext as long as the modulus
     * @return the clear bytes, which the caller wipes
     * @throws KeyTransferException if the vault refuses it or does not answer
     */
    public byte[] decryptRsaOaep(KeyIdentifier key, byte[] ciphertext) throws KeyTransferException {
        Arguments.notNull("ciphertext", ciphertext);
        requireHere(key);
        return requests.decryptRsaOaep(key, ciphertext);
    }

    /** Signs a digest with an EC key, in the vault. */
    byte[] signEcdsa(KeyIdentifier key, KeyDescription.Curve curve, byte[] digest)
            throws KeyTransferException {
        requireHere(key);
        return requests.signEcdsa(key, curve, digest);
    }

    /** Encrypts whole blocks with AES-CBC, in the Managed HSM. */
    byte[] encryptCbc(KeyIdentifier key, int lengthBits, byte[] iv, byte[] plaintext)
            throws KeyTransferException {
        requireHere(key);
        return requests.encryptCbc(key, lengthBits, iv, plaintext);
    }

    /** Decrypts whole blocks with AES-CBC, in the Managed HSM. */
    byte[] decryptCbc(KeyIdentifier key, int lengthBits, byte[] iv, byte[] ciphertext)
            throws KeyTransferException {
        requireHere(key);
        return requests.decryptCbc(key, lengthBits, iv, ciphertext);
    }

    private void requireHere(KeyIdentifier id) throws RefusedException {
        if (!id.vault().equals(vault)) {
            throw new RefusedException(
                    Reason.KEK_VAULT_DIFFERS,
                    id + " belongs to a vault other than " + vault.host(),
                    "a blob can be imported only into the vault of its KEK");
        }
    }
}
