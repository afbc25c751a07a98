package dev.keyhaul.keyvault.key;

/**
 * Whether a name can be given to a new key.
 *
 * @since 0.1.0
 */
public enum NameState {
    /** No key has it. */
    FREE,
    /** A key has it. */
    TAKEN,
    /** A key that was deleted, and not purged, still holds it. */
    DELETED,
    /** No key has it; whether a deleted one holds it, this caller may not see. */
    NOT_TAKEN
}
