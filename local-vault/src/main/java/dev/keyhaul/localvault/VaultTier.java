package dev.keyhaul.localvault;

/**
 * The tier that a local vault plays.
 *
 * @since 0.1.0
 */
public enum VaultTier {
    /** Takes software keys alone. */
    STANDARD,
    /** Takes software keys, and keys that a real vault would keep in an HSM. */
    PREMIUM
}
