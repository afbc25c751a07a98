package dev.keyhaul.pkcs11.binding;

/**
 * CK_MECHANISM_INFO.
 *
 * @param minKeySize the smallest key, in the mechanism's own unit
 * @param maxKeySize the largest key, in the mechanism's own unit
 * @param flags {@code CKF_…} of mechanisms
 * @since 0.1.0
 */
public record MechanismDescription(long minKeySize, long maxKeySize, long flags) {}
