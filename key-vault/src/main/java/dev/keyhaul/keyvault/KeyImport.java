package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.key.NameState;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/**
 * Imports one key into one vault, and proves that the vault holds it: what {@code keyhaul vault
 * import-key} does.
 *
 * <pre>{@code
 * KeyVault vault = KeyVault.connect(VaultHost.parseUrl("https://north.vault.azure.net"), credential);
 * VaultProof proof = KeyImport.into(vault, "tenant").build().underNewKek(key);
 * proof.requirePassed();
 * }</pre>
 *
 * <p>A result is a proof that may have failed: the key is in the vault then, and {@link
 * VaultProof#requirePassed()} says what is wrong with it. An import whose answer is lost is looked
 * for, and not sent twice. Immutable; one import at a time, because the steps may be.
 *
 * @since 0.1.0
 */
public final class KeyImport {
    private static final int KEK_BITS = 4096;
    private static final int MAX_NAME = 127;

    private final KeyVault vault;
    private final String name;
    private final ImportOptions options;
    private final boolean rehearsal;
    private final String generator;
    private final Steps steps;

    private KeyImport(Builder from) {
        this.vault = from.vault;
        this.name = from.name;
        this.options = from.options;
        this.rehearsal = from.rehearsal;
        this.generator = from.generator;
        this.steps = from.steps;
    }

    /** {@return the name that the key gets} */
    public String name() {
        return name;
    }

    /**
     * Begins an import of a tenant key, under a name that is free in this vault.
     *
     * @param name 1 to 127 letters, digits and dashes; the import refuses any other
     * @param vault the vault that gets the key
     * @return a builder, whose defaults need no change for a tenant key
     * @throws IllegalArgumentException if it is empty, longer or not one line of text
     */
    public static Builder into(KeyVault vault, String name) {
        Arguments.notNull("vault", vault);
        Arguments.text("name", name, MAX_NAME);
        return new Builder(vault, name);
    }

    /**
     * What an application may add to each step: a log, a record, a person's approval. Called by the
     * thread that imports.
     */
    public interface Steps {
        /**
         * What the operator should read.
         *
         * @param text a sentence
         */
        default void warning(String text) {}

        /**
         * The vault is about to make a KEK of this name for the import, and disables it at the end.
         *
         * @param name the KEK's name
         * @throws KeyTransferException to stop here
         */
        default void kekToBeMade(String name) throws KeyTransferException {}

        /**
         * The vault made this KEK for the import.
         *
         * @param kek the KEK's identifier
         */
        default void kekMade(KeyIdentifier kek) {}

        /**
         * The vault holds the key already: it is proven, and not imported again.
         *
         * @param key the key as the vault describes it
         */
        default void held(VaultKey key) {}

        /**
         * The key is about to be wrapped under this KEK.
         *
         * @param kek the KEK, authenticated
         */
        default void kek(KeyExchangeKey kek) {}

        /**
         * The rules allow the import; nothing is made, wrapped or sent before this returns, and a
         * key that the vault holds already is not taken as imported.
         *
         * @throws KeyTransferException to stop here
         */
        default void approve() throws KeyTransferException {}

        /**
         * The key is wrapped and proven. What is sent are the bytes of this file.
         *
         * @param blob the blob, with its proof
         * @param file a copy of the bytes that are sent
         * @param kek the KEK's record
         * @throws KeyTransferException to stop here
         */
        default void wrapped(KeyTransferBlob blob, byte[] file, KekRecord kek)
                throws KeyTransferException {}

        /**
         * The key, or its blob, is about to be sent: from here on the vault may have it.
         *
         * @throws KeyTransferException to stop here
         */
        default void sending() throws KeyTransferException {}

        /**
         * The vault holds the key, and this is what was proven of it there.
         *
         * @param key the key as the vault describes it
         * @param proof the proof, which may have failed
         * @throws KeyTransferException to stop here
         */
        default void proven(VaultKey key, VaultProof proof) throws KeyTransferException {}

        /**
         * The KEK that was made for the import cannot be used any more.
         *
         * @param kek the KEK's identifier
         */
        default void kekDisabled(KeyIdentifier kek) {}
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final KeyVault vault;
        private final String name;
        private ImportOptions options = ImportOptions.tenantKey();
        private boolean rehearsal;
        private String generator = "keyhaul";
        private Steps steps = new Steps() {};

        private Builder(KeyVault vault, String name) {
            this.vault = vault;
            this.name = name;
        }

        /**
         * Which keys may be imported, for which operations; a tenant key unless this is called.
         *
         * @param chosen the options; {@link ImportOptions#tenantKey} by default
         * @return this builder
         */
        public Builder options(ImportOptions chosen) {
            Arguments.notNull("chosen", chosen);
            options = chosen;
            return this;
        }

        /**
         * Says that the key is for a rehearsal; without this, a local vault is refused.
         *
         * @param isRehearsal whether it is; false by default
         * @return this builder
         */
        public Builder rehearsal(boolean isRehearsal) {
            rehearsal = isRehearsal;
            return this;
        }

        /**
         * Names the tool and its version, for people who read a blob.
         *
         * @param toolAndVersion 1 to 255 characters, no control characters
         * @return this builder
         * @throws IllegalArgumentException if it is no such text
         */
        public Builder generator(String toolAndVersion) {
            Arguments.text("toolAndVersion", toolAndVersion, Arguments.MAX_NAME);
            generator = toolAndVersion;
            return this;
        }

        /**
         * Adds something to each step.
         *
         * @param own called at each step; nothing is added by default
         * @return this builder
         */
        public Builder steps(Steps own) {
            Arguments.notNull("own", own);
            steps = own;
            return this;
        }

        /** {@return the import} */
        public KeyImport build() {
            return new KeyImport(this);
        }
    }

    /**
     * Makes a KEK of 4096 bits in the vault, wraps the key under it, imports it as an HSM key, and
     * disables the KEK, also when the import fails.
     *
     * @param key the key; it stays open
     * @return what was proven of the key in the vault; {@link VaultProof#requirePassed} throws if
     *     it failed
     * @throws RefusedException if a rule forbids it, or a proxy breaks TLS open
     * @throws KeyTransferException if a step fails
     */
    public VaultProof underNewKek(TransferableKey key) throws KeyTransferException {
        Arguments.notNull("key", key);
        vault.requireAzuresTls();
        steps.approve();
        String kekName = kekName();
        steps.kekToBeMade(kekName);
        VaultKey kek = createdKek(kekName);
        steps.kekMade(kek.id());
        VaultProof proof;
        try {
            KekRecord record = vault.recordOf(kek);
            // The very version that the vault answered with when it made the KEK.
            KeyExchangeKey authentic =
                    KekCandidate.of(record, Clock.systemUTC().instant())
                            .authenticate(new KekProvenance.VaultAnswer(record));
            proof = wrapped(key, authentic, record, () -> {});
        } catch (KeyTransferException e) {
            disableAfter(e, kek.id());
            throw e;
        }
        vault.disable(kek.id());
        steps.kekDisabled(kek.id());
        return proof;
    }

    /**
     * Wraps the key under a KEK that is in the vault already, and imports it as an HSM key.
     *
     * @param kek the KEK, authenticated
     * @param record of the KEK
     * @param key the key; it stays open
     * @return what was proven of the key in the vault; {@link VaultProof#requirePassed} throws if
     *     it failed
     * @throws RefusedException if a rule forbids it
     * @throws KeyTransferException if a step fails
     */
    public VaultProof under(KeyExchangeKey kek, KekRecord record, TransferableKey key)
            throws KeyTransferException {
        Arguments.notNull("kek", kek, "record", record, "key", key);
        return wrapped(key, kek, record, steps::approve);
    }

    /**
     * Imports a key from a file as a software key: its clear parts go to the service over TLS.
     *
     * @param key the key; it stays open
     * @return what was proven of the key in the vault; {@link VaultProof#requirePassed} throws if
     *     it failed
     * @throws RefusedException if a rule forbids it, or a proxy breaks TLS open
     * @throws KeyTransferException if a step fails
     */
    public VaultProof asSoftwareKey(SoftwareKey key) throws KeyTransferException {
        Arguments.notNull("key", key);
        BlobWrapper.requireCeremony(vault.host(), rehearsal);
        steps.approve();
        return proven(
                sent(
                        key.description().fingerprint(),
                        () ->
                                vault.importSoftwareKey(
                                        name, key, VaultProtection.SOFTWARE, options)),
                ExpectedKey.tenantKey(key.description(), VaultProtection.SOFTWARE));
    }

    /**
     * Imports a finished blob as an HSM key. Nothing but the expected key says which key is in it.
     *
     * @param blob the blob
     * @param kind of the expected key
     * @param expected what the vault's key must be
     * @return what was proven of the key in the vault; {@link VaultProof#requirePassed} throws if
     *     it failed
     * @throws RefusedException if the blob does not have the length of such a key
     * @throws BlobRejectedException if the vault does not open the blob, though its KEK is there:
     *     the key in it may be exposed
     * @throws KeyTransferException if a step fails
     */
    public VaultProof ofBlob(BlobContent blob, VaultKeyKind kind, ExpectedKey expected)
            throws KeyTransferException {
        Arguments.notNull("blob", blob, "kind", kind, "expected", expected);
        UndeclaredBlob undeclared = UndeclaredBlob.parse(blob.toFile(), vault.host());
        if (expected.description().isPresent()) {
            undeclared.as(expected.description().get());
        }
        return ofBlob(undeclared.as(kind), expected);
    }

    /**
     * Imports a finished blob's file, exactly these bytes.
     *
     * @param blob the file, and the kind of the key in it
     * @param expected what the vault's key must be
     * @return what was proven of the key in the vault; {@link VaultProof#requirePassed} throws if
     *     it failed
     * @throws BlobRejectedException if the vault does not open the blob, though its KEK is there:
     *     the key in it may be exposed
     * @throws KeyTransferException if a step fails
     */
    public VaultProof ofBlob(UndeclaredBlob.Declared blob, ExpectedKey expected)
            throws KeyTransferException {
        Arguments.notNull("blob", blob, "expected", expected);
        steps.approve();
        return proven(
                sent(expected.fingerprint(), () -> vault.importBlob(name, blob, options)),
                expected);
    }

    /**
     * Lets the vault make the key, and proves it.
     *
     * @param kind of the new key
     * @param lengthBits of an RSA or AES key; a curve has its own
     * @param protection where the vault keeps it
     * @return what was proven of the key in the vault; {@link VaultProof#requirePassed} throws if
     *     it failed
     * @throws KeyTransferException if the name is taken, or a step fails
     */
    public VaultProof ofNew(VaultKeyKind kind, int lengthBits, VaultProtection protection)
            throws KeyTransferException {
        Arguments.notNull("kind", kind, "protection", protection);
        requireUsableName();
        VaultKey made;
        if (kind == VaultKeyKind.RSA) {
            made = vault.createKey(name, lengthBits, protection, options);
        } else if (kind == VaultKeyKind.AES) {
            made = vault.createAesKey(name, lengthBits, options);
        } else {
            made = vault.createEcKey(name, kind.curve().orElseThrow(), protection, options);
        }
        return proven(made, ExpectedKey.tenantKey(made.description(), protection));
    }

    /**
     * Proves a key that the vault holds already, as after an import whose proof had no answer.
     *
     * @param held the key as the vault described it
     * @param expected what the vault's key must be
     * @return what was proven of the key in the vault; {@link VaultProof#requirePassed} throws if
     *     it failed
     * @throws KeyTransferException if it is not approved, or the vault does not answer
     */
    public VaultProof ofHeld(VaultKey held, ExpectedKey expected) throws KeyTransferException {
        Arguments.notNull("held", held, "expected", expected);
        steps.approve();
        return proven(held, expected);
    }

    /** Checks that a key can have the name, before anything is changed. */
    private void requireUsableName() throws KeyTransferException {
        if (vault.requireUsableName(name, options) == NameState.NOT_TAKEN) {
            steps.warning(
                    "this identity may not read deleted keys: if a deleted key still has the name "
                            + name
                            + ", the service refuses it");
        }
    }

    /**
     * {@return the expected key if the vault holds it under this name already, as after a run whose
     * proof had no answer}
     *
     * @param expected the key's fingerprint
     * @throws KeyTransferException if another key has the name, or a deleted key still holds it
     */
    public Optional<VaultKey> held(Fingerprint expected) throws KeyTransferException {
        Arguments.notNull("expected", expected);
        try {
            requireUsableName();
            return Optional.empty();
        } catch (RefusedException e) {
            if (e.reason() != Reason.KEY_NAME_TAKEN) {
                throw e;
            }
            VaultKey there = vault.show(name);
            if (!expected.equals(there.description().fingerprint())) {
                throw e;
            }
            steps.held(there);
            return Optional.of(there);
        }
    }

    private interface Approval {
        void require() throws KeyTransferException;
    }

    private VaultProof wrapped(
            TransferableKey key, KeyExchangeKey kek, KekRecord record, Approval approval)
            throws KeyTransferException {
        kek.requireIn(vault.host());
        steps.kek(kek);
        BlobWrapper wrapper =
                BlobWrapper.under(kek)
                        .profile(options.profile())
                        .allowWeakKeys(options.weakKeys())
                        .rehearsal(rehearsal)
                        .generator(generator)
                        .build();
        wrapper.check(key).forEach(steps::warning);
        approval.require();
        KeyTransferBlob blob = wrapper.wrap(key);
        byte[] file = blob.toFile();
        steps.wrapped(blob, file, record);
        return proven(
                sent(
                        key.description().fingerprint(),
                        () ->
                                vault.importBlob(
                                        name, file, VaultKeyKind.of(key.description()), options)),
                ExpectedKey.tenantKey(key.description(), VaultProtection.HSM));
    }

    private VaultKey sent(Fingerprint expected, LostAnswer.Request request)
            throws KeyTransferException {
        steps.sending();
        return new LostAnswer(vault, name, options, expected, steps::warning).send(request);
    }

    private VaultProof proven(VaultKey key, ExpectedKey expected) throws KeyTransferException {
        VaultProof proof =
                VaultProof.of(
                        vault,
                        key.id(),
                        expected.withPurgeAllowed(options.profile() != KeyProfile.TENANT_KEY),
                        new SecureRandom());
        steps.proven(key, proof);
        return proof;
    }

    private VaultKey createdKek(String kekName) throws KeyTransferException {
        try {
            return vault.createKek(kekName, KEK_BITS);
        } catch (UnknownOutcomeException e) {
            disableIfMade(e, kekName);
            throw e;
        }
    }

    /** No other key has its name. A KEK that is not there yet may still be made. */
    private void disableIfMade(UnknownOutcomeException failure, String kekName) {
        try {
            if (vault.exists(kekName)) {
                disableAfter(failure, vault.show(kekName).id());
            }
        } catch (KeyTransferException e) {
            failure.addSuppressed(e);
        }
    }

    private String kekName() {
        return name + "-kek-" + Clock.systemUTC().millis();
    }

    /** What went wrong first is what the operator must hear. */
    private void disableAfter(KeyTransferException failure, KeyIdentifier kek) {
        try {
            vault.disable(kek);
            steps.kekDisabled(kek);
        } catch (KeyTransferException e) {
            failure.addSuppressed(e);
        }
    }
}
