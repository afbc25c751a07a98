package dev.keyhaul.core.byok;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only way from a key to a {@link KeyTransferBlob}: every rule holds for every caller.
 *
 * <ul>
 *   <li>The key's length is one that its profile allows ({@link KeyProfile}).
 *   <li>An AES key goes to a Managed HSM alone.
 *   <li>The KEK is another key than the one that it wraps.
 *   <li>The KEK is authenticated, and at least as strong as an RSA key; a weaker one for an EC or
 *       AES key is a warning.
 *   <li>A software key is sound: its factors are primes, and no known weakness fits ({@link
 *       RsaKeyHealth}).
 *   <li>Under the KEK of a local vault, which nothing authenticates, only a rehearsal's key is
 *       wrapped.
 *   <li>The bytes that leave are the bytes that were proven.
 * </ul>
 *
 * <pre>{@code
 * KeyTransferBlob blob =
 *         BlobWrapper.under(kek) // authenticated
 *                 .profile(KeyProfile.KEY_VAULT) // not only tenant keys
 *                 .generator("my-application 1.0")
 *                 .build()
 *                 .wrap(key);
 * blob.writeTo(blobFile);
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class BlobWrapper {
    private final KeyExchangeKey kek;
    private final RsaAesWrappingKey wrappingKey;
    private final TargetRules rules;
    private final boolean rehearsal;
    private final String generator;

    private BlobWrapper(Builder from) {
        this.kek = from.kek;
        RsaAesWrappingKey key = kek.wrappingKey();
        this.wrappingKey = from.provider == null ? key : key.by(from.provider);
        this.rules = new TargetRules(from.profile, from.weakKeys, from.primality);
        this.rehearsal = from.rehearsal;
        this.generator = from.generator;
    }

    /**
     * Begins with the strictest rules: for a tenant key, in a ceremony.
     *
     * @param kek an authenticated KEK
     * @return a builder, whose defaults need no change for a tenant key
     */
    public static Builder under(KeyExchangeKey kek) {
        Arguments.notNull("kek", kek);
        return new Builder(kek);
    }

    /** The rules that a caller may choose. Not thread-safe. */
    public static final class Builder {
        private final KeyExchangeKey kek;
        private KeyProfile profile = KeyProfile.TENANT_KEY;
        private boolean weakKeys;
        private boolean rehearsal;
        private boolean primality = true;
        private String generator = "keyhaul";
        private @Nullable WrapProvider provider;

        private Builder(KeyExchangeKey kek) {
            this.kek = kek;
        }

        /**
         * Which lengths are allowed; a tenant key's unless this says otherwise.
         *
         * @param chosen the profile; {@link KeyProfile#TENANT_KEY} by default
         * @return this builder
         */
        public Builder profile(KeyProfile chosen) {
            Arguments.notNull("chosen", chosen);
            profile = chosen;
            return this;
        }

        /**
         * Lets keys of 1024 bits, and keys with a known weakness, pass with a warning.
         *
         * @param allow whether they pass; false by default
         * @return this builder
         */
        public Builder allowWeakKeys(boolean allow) {
            weakKeys = allow;
            return this;
        }

        /**
         * Says that the keys are for rehearsal, which may be wrapped under any KEK.
         *
         * @param isRehearsal whether they are; false by default, and then a local vault's KEK is
         *     refused
         * @return this builder
         */
        public Builder rehearsal(boolean isRehearsal) {
            rehearsal = isRehearsal;
            return this;
        }

        /**
         * Sets whether the factors of software keys are tested for being primes. {@link
         * RsaKeyHealth#withoutPrimality} says when not to.
         *
         * @param test whether they are tested; true by default
         * @return this builder
         */
        public Builder testPrimality(boolean test) {
            primality = test;
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
         * Lets a provider wrap software keys, with ciphers that are made once for the wrapper and
         * used again; the JDK wraps them unless this is called, with new ciphers for each.
         *
         * @param chosen what does RSA-OAEP and AES-KWP; {@link WrapProvider#jdk} by default
         * @return this builder
         */
        public Builder provider(WrapProvider chosen) {
            Arguments.notNull("chosen", chosen);
            provider = chosen;
            return this;
        }

        /** {@return the wrapper} */
        public BlobWrapper build() {
            return new BlobWrapper(this);
        }
    }

    /** {@return the KEK} */
    public KeyExchangeKey kek() {
        return kek;
    }

    /**
     * Checks the rules without wrapping.
     *
     * @param key the key; it stays open
     * @return warnings about the length; what {@link RsaKeyHealth} warns of is not among them
     * @throws RefusedException if a rule forbids this key
     * @throws KeyTransferException if a software key is not sound
     */
    public List<String> check(TransferableKey key) throws KeyTransferException {
        Arguments.notNull("key", key);
        List<String> warnings = rules.check(key, wrappingKey);
        requireKindAt(kek.kid().vault(), key.description());
        requireCeremony(kek.kid().vault(), rehearsal);
        return warnings;
    }

    /**
     * Refuses an AES key for a vault.
     *
     * @param destination the vault or Managed HSM that the key goes to
     * @param key the key
     * @throws RefusedException if it is one, and the destination is not a Managed HSM
     */
    public static void requireKindAt(VaultHost destination, KeyDescription key)
            throws RefusedException {
        Arguments.notNull("destination", destination, "key", key);
        if (key instanceof KeyDescription.Aes && !destination.isManagedHsm()) {
            throw new RefusedException(
                    Reason.DESTINATION_KEY_KIND,
                    destination.host() + " is a key vault, but the key is " + key.name(),
                    "only a Managed HSM accepts AES keys");
        }
    }

    /**
     * Refuses the KEK of a local vault outside a rehearsal: nothing authenticates it, and whoever
     * runs the vault can read what it wraps.
     *
     * @param kek the vault that the KEK lives in
     * @param rehearsal whether this is a rehearsal
     * @throws RefusedException if it is one, with {@link Reason#REHEARSAL_KEK}
     */
    public static void requireCeremony(VaultHost kek, boolean rehearsal) throws RefusedException {
        if (kek.isRehearsal() && !rehearsal) {
            throw new RefusedException(
                    Reason.REHEARSAL_KEK,
                    kek.host()
                            + " is a local vault, for rehearsals: anyone who runs it can read its keys");
        }
    }

    /**
     * Wraps a key, where it lives.
     *
     * @param key the key; it stays open
     * @return the blob, which is not written to a file yet
     * @throws RefusedException if a rule forbids it, such as the KEK of a local vault without
     *     {@link Builder#rehearsal}
     * @throws KeyTransferException if the wrap fails or its proof does not hold
     */
    public KeyTransferBlob wrap(TransferableKey key) throws KeyTransferException {
        Arguments.notNull("key", key);
        check(key);
        return new KeyTransferBlob(kek, key.wrapUnder(wrappingKey), generator);
    }

    /**
     * {@return a key that another tool wrapped under this KEK already, for {@link #wrap}:
     * RSAES-OAEP with SHA-1, then AES-KWP of the PKCS#8} The rules hold for it as for every key,
     * and the blob is made around these very bytes. Nothing proves what they hold: the blob says
     * {@link dev.keyhaul.core.key.WrapProof#NOT_PROVEN}, and notes what that leaves open.
     *
     * @param ciphertext what the tool gave
     * @param key the key that the bytes are said to hold
     * @param tool the tool's name, for reports and the blob's generator: 1 to 255 characters
     * @throws CheckFailedException when no such key under this KEK has that length
     */
    public TransferableKey wrappedElsewhere(byte[] ciphertext, KeyDescription key, String tool)
            throws CheckFailedException {
        Arguments.notNull("ciphertext", ciphertext, "key", key);
        Arguments.text("tool", tool, Arguments.MAX_NAME);
        return WrappedElsewhere.of(ciphertext, wrappingKey, key, tool);
    }
}
