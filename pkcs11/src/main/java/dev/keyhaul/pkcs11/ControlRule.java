package dev.keyhaul.pkcs11;

import java.util.Locale;

/**
 * Which blobs of an open token have controls: a copy of the wrapped key with one changed bit, which
 * the token must refuse to unwrap. Without it, a token that hands out the key for any input passes
 * its own proof.
 *
 * @since 0.1.0
 */
public enum ControlRule {
    /** Each blob, so that a token that lies later is caught. */
    EACH,
    /**
     * The first blob of its kind alone: for an HSM that raises an alarm when an unwrap fails. The
     * notes of the others say so.
     */
    FIRST;

    /** Returns the value's name in options. */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
