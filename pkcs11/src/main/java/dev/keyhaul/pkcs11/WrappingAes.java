package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Template;

/**
 * An AES key of a token that wraps private keys and, for the proof, unwraps them again. What it may
 * wrap besides a control key is its type; none shows its handle, so that nothing else is done with
 * it.
 */
sealed interface WrappingAes permits RehearsalAes, WrappingAes.OfTargets {
    /** Wraps a throw-away key. */
    byte[] wrap(ControlKey control) throws TokenException;

    /** Unwraps, whatever comes of it. */
    long unwrap(byte[] kwpPart, Template template) throws TokenException;

    /** A key that wraps targets: it is never wrapped under a {@link SoftwareKek}. */
    sealed interface OfTargets extends WrappingAes permits ShippingAes, ResidentAes {
        /** Wraps a target. */
        byte[] wrap(HeldKey target) throws TokenException;
    }
}
