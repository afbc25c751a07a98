package dev.keyhaul.keyvault;

import dev.keyhaul.core.key.KeyProfile;
import java.util.List;

/**
 * How a key is imported.
 *
 * @param operations the {@code key_ops}; those that a key of its kind can do are always sent,
 *     because the service would permit none if they were left out
 * @param newVersion whether a key that has the name already gets a new version; else it is refused
 * @param profile which keys may be imported as software keys; the door of blobs has its own
 * @param weakKeys whether weak keys may be imported as software keys, too
 * @since 0.1.0
 */
public record ImportOptions(
        List<String> operations, boolean newVersion, KeyProfile profile, boolean weakKeys) {

    /** Copies the operations; there must be one. */
    public ImportOptions {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a key without operations is of no use");
        }
    }

    /** The six operations of a tenant key, and a name that is free. */
    public static ImportOptions tenantKey() {
        return new ImportOptions(
                KeyProfile.TENANT_KEY_OPERATIONS, false, KeyProfile.TENANT_KEY, false);
    }

    /**
     * Returns those of the operations that a key of this kind can do.
     *
     * @throws IllegalArgumentException if it can do none of them
     */
    List<String> operations(KeyKind kind) {
        List<String> possible = kind.possible(operations);
        if (possible.isEmpty()) {
            throw new IllegalArgumentException("a key of kind " + kind + " cannot " + operations);
        }
        return possible;
    }

    /** The same, for a name that may be taken. */
    public ImportOptions withNewVersion(boolean allowed) {
        return new ImportOptions(operations, allowed, profile, weakKeys);
    }

    /** The same, for software keys of another profile. */
    public ImportOptions withProfile(KeyProfile other, boolean allowWeakKeys) {
        return new ImportOptions(operations, newVersion, other, allowWeakKeys);
    }
}
