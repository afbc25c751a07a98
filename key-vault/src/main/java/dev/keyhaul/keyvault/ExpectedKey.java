package dev.keyhaul.keyvault;

import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import java.util.List;
import java.util.Optional;

/**
 * What a vault should hold after an import.
 *
 * @param fingerprint the key's, as its source or a person gave it, never as the vault does
 * @param description the key itself, where it is known too
 * @param protection what should guard it
 * @param operations what it should be permitted for, as far as a key of its kind can do it
 * @param mayBePurged whether it is enough to warn of a vault without purge protection
 */
public record ExpectedKey(
        Fingerprint fingerprint,
        Optional<KeyDescription> description,
        Protection protection,
        List<String> operations,
        boolean mayBePurged) {

    /** Copies the operations. */
    public ExpectedKey {
        operations = List.copyOf(operations);
    }

    /** A tenant key: the six operations, and nobody can purge it. */
    public static ExpectedKey tenantKey(KeyDescription key, Protection protection) {
        return new ExpectedKey(
                key.fingerprint(),
                Optional.of(key),
                protection,
                KeyProfile.TENANT_KEY_OPERATIONS,
                false);
    }

    /** A tenant key of which only the fingerprint is known. */
    public static ExpectedKey tenantKey(Fingerprint fingerprint, Protection protection) {
        return new ExpectedKey(
                fingerprint, Optional.empty(), protection, KeyProfile.TENANT_KEY_OPERATIONS, false);
    }

    /** The same, for a key that is no tenant's when {@code allowed}. */
    public ExpectedKey withPurgeAllowed(boolean allowed) {
        return new ExpectedKey(fingerprint, description, protection, operations, allowed);
    }

    boolean is(KeyDescription key) {
        return fingerprint.equals(key.fingerprint()) && description.map(key::equals).orElse(true);
    }

    /** The operations and the {@code kty} of a vault's key are judged by this kind. */
    KeyKind kind(VaultKey key) {
        return description.map(KeyKind::of).orElseGet(key::kind);
    }
}
