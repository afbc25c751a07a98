package dev.keyhaul.keyvault;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a vault should hold after an import. Immutable.
 *
 * <pre>{@code
 * ExpectedKey expected =
 *         ExpectedKey.tenantKey(PublicKeyEncoding.read(publicKeyFile), VaultProtection.HSM);
 * KeyImport.into(vault, "tenant")
 *         .build()
 *         .ofBlob(content, VaultKeyKind.RSA, expected)
 *         .requirePassed();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class ExpectedKey {
    private final Fingerprint fingerprint;
    private final Optional<KeyDescription> description;
    private final VaultProtection protection;
    private final boolean mayBePurged;

    private ExpectedKey(
            Fingerprint fingerprint,
            Optional<KeyDescription> description,
            VaultProtection protection,
            boolean mayBePurged) {
        this.fingerprint = fingerprint;
        this.description = description;
        this.protection = protection;
        this.mayBePurged = mayBePurged;
    }

    /** {@return the fingerprint that the key's source or a person gave, never the vault} */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** {@return the key itself, where it is known too} */
    public Optional<KeyDescription> description() {
        return description;
    }

    /** {@return what should guard it} */
    public VaultProtection protection() {
        return protection;
    }

    /** {@return what it should be permitted for, as far as a key of its kind can do it} */
    public List<String> operations() {
        return KeyProfile.TENANT_KEY_OPERATIONS;
    }

    /** {@return whether it is enough to warn of a vault without purge protection} */
    public boolean mayBePurged() {
        return mayBePurged;
    }

    /**
     * A tenant key: the six operations, and nobody can purge it.
     *
     * @param key the key, as its source describes it
     * @param protection where the vault must keep it
     * @return what the vault must show
     */
    public static ExpectedKey tenantKey(KeyDescription key, VaultProtection protection) {
        Arguments.notNull("protection", protection);
        return new ExpectedKey(key.fingerprint(), Optional.of(key), protection, false);
    }

    /**
     * A tenant key of which only the fingerprint is known.
     *
     * @param fingerprint the key's, known from its source
     * @param protection where the vault must keep it
     * @return what the vault must show
     */
    public static ExpectedKey tenantKey(Fingerprint fingerprint, VaultProtection protection) {
        Arguments.notNull("fingerprint", fingerprint, "protection", protection);
        return new ExpectedKey(fingerprint, Optional.empty(), protection, false);
    }

    /**
     * The same, for a key that is no tenant's when {@code allowed}.
     *
     * @param allowed whether somebody may be able to purge it; false by default
     * @return the same expectation with this rule
     */
    public ExpectedKey withPurgeAllowed(boolean allowed) {
        return new ExpectedKey(fingerprint, description, protection, allowed);
    }

    boolean is(KeyDescription key) {
        return fingerprint.equals(key.fingerprint()) && description.map(key::equals).orElse(true);
    }

    /** The operations and the {@code kty} of a vault's key are judged by this kind. */
    VaultKeyKind kind(VaultKey key) {
        return description.map(VaultKeyKind::of).orElseGet(key::kind);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExpectedKey that
                && fingerprint.equals(that.fingerprint)
                && description.equals(that.description)
                && protection.equals(that.protection)
                && mayBePurged == that.mayBePurged;
    }

    @Override
    public int hashCode() {
        return Objects.hash(fingerprint, description, protection, mayBePurged);
    }

    @Override
    public String toString() {
        return "ExpectedKey["
                + fingerprint
                + ", "
                + description
                + ", "
                + protection
                + ", "
                + mayBePurged
                + "]";
    }
}
