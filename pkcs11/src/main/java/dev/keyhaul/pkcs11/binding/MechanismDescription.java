package dev.keyhaul.pkcs11.binding;

/**
 * CK_MECHANISM_INFO.
 *
 * @param minKeySize the smallest key, in the mechanism's own unit
 * @param maxKeySize the largest key, in the mechanism's own unit
 * @param flags {@code CKF_…} of mechanisms
 */
public record MechanismDescription(long minKeySize, long maxKeySize, long flags) {}
