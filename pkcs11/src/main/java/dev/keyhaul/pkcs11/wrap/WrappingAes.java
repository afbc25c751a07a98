package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.SoftwareKek;
import dev.keyhaul.pkcs11.session.Session;

/**
 * What wraps targets in a token and, for the proof, unwraps them again: an AES key, or a pair of
 * the token by the AES key of one call. None shows its handle, so that nothing else is done with
 * it: it is never wrapped under a {@link SoftwareKek}.
 */
sealed interface WrappingAes permits ShippingAes, ResidentAes, OwnPair {
    /** Wraps a target. */
    byte[] wrap(HeldKey target) throws TokenException;

    /** Wraps a throw-away key. */
    byte[] wrap(ControlKey control) throws TokenException;

    /** Unwraps, whatever comes of it. */
    long unwrap(byte[] kwpPart, Template template) throws TokenException;

    /** Unwraps what is to be refused. */
    Session.Offered offer(byte[] kwpPart, Template template) throws TokenException;
}
