package dev.keyhaul.pkcs11;

import java.util.Locale;

/**
 * Which way keys of a token are wrapped under an RSA key.
 *
 * @since 0.1.0
 */
public enum StrategyRule {
    /**
     * Two steps, whose proof is of the very bytes; one call where the token has no two steps, or
     * refuses them.
     */
    AUTO,
    /** AES-KWP under an ephemeral AES key, and RSA-OAEP of that key; nothing else. */
    TWO_STEP,
    /** CKM_RSA_AES_KEY_WRAP, which shows no AES key; nothing else. */
    ONE_SHOT;

    /** Returns the value's name in options. */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
