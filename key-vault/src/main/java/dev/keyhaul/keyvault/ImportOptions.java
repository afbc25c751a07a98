package dev.keyhaul.keyvault;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a key is imported. Immutable.
 *
 * <pre>{@code
 * ImportOptions signOnly =
 *         ImportOptions.tenantKey()
 *                 .withProfile(KeyProfile.KEY_VAULT, false)
 *                 .withOperations(List.of("sign", "verify"));
 * KeyImport.into(vault, "signing").options(signOnly).build().underNewKek(key).requirePassed();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class ImportOptions {
    private final List<String> operations;
    private final boolean newVersion;
    private final KeyProfile profile;
    private final boolean weakKeys;

    ImportOptions(
            List<String> operations, boolean newVersion, KeyProfile profile, boolean weakKeys) {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a key without operations is of no use");
        }
        this.operations = operations;
        this.newVersion = newVersion;
        this.profile = profile;
        this.weakKeys = weakKeys;
    }

    /**
     * {@return the {@code key_ops}; those that a key of its kind can do are always sent, because
     * the service would permit none if they were left out}
     */
    public List<String> operations() {
        return operations;
    }

    /** {@return whether a key that has the name already gets a new version; else it is refused} */
    public boolean newVersion() {
        return newVersion;
    }

    /** {@return which keys may be imported as software keys; BlobWrapper has its own} */
    public KeyProfile profile() {
        return profile;
    }

    /** {@return whether weak keys may be imported as software keys, too} */
    public boolean weakKeys() {
        return weakKeys;
    }

    /**
     * The six operations of a tenant key, and a name that is free.
     *
     * @return the options
     */
    public static ImportOptions tenantKey() {
        return new ImportOptions(
                KeyProfile.TENANT_KEY_OPERATIONS, false, KeyProfile.TENANT_KEY, false);
    }

    /**
     * Returns those of the operations that a key of this kind can do.
     *
     * @throws IllegalArgumentException if it can do none of them
     */
    List<String> operations(VaultKeyKind kind) {
        List<String> possible = kind.possible(operations);
        if (possible.isEmpty()) {
            throw new IllegalArgumentException("a key of kind " + kind + " cannot " + operations);
        }
        return possible;
    }

    /**
     * {@return the same, with other operations}
     *
     * @param others the {@code key_ops} of the imported key
     * @throws IllegalArgumentException if there are none
     */
    public ImportOptions withOperations(List<String> others) {
        return new ImportOptions(others, newVersion, profile, weakKeys);
    }

    /**
     * The same, for a name that may be taken.
     *
     * @param allowed whether a new version of a key may be made; false by default
     * @return the same options with this rule
     */
    public ImportOptions withNewVersion(boolean allowed) {
        return new ImportOptions(operations, allowed, profile, weakKeys);
    }

    /**
     * The same, for software keys of another profile.
     *
     * @param other the profile; {@link KeyProfile#TENANT_KEY} by default
     * @param allowWeakKeys whether keys with a known weakness pass; false by default
     * @return the same options with this profile
     */
    public ImportOptions withProfile(KeyProfile other, boolean allowWeakKeys) {
        Arguments.notNull("other", other);
        return new ImportOptions(operations, newVersion, other, allowWeakKeys);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImportOptions that
                && operations.equals(that.operations)
                && newVersion == that.newVersion
                && profile.equals(that.profile)
                && weakKeys == that.weakKeys;
    }

    @Override
    public int hashCode() {
        return Objects.hash(operations, newVersion, profile, weakKeys);
    }

    @Override
    public String toString() {
        return "ImportOptions["
                + operations
                + ", "
                + newVersion
                + ", "
                + profile
                + ", "
                + weakKeys
                + "]";
    }
}
