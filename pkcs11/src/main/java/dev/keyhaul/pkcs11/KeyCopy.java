package dev.keyhaul.pkcs11;

import dev.keyhaul.core.argument.Arguments;

/**
 * A copy of a key that was wrapped, made or brought in, which a token has under a name that nobody
 * asked for. In another slot it may be the key itself, as a group of HSMs shows it.
 *
 * @param slot the number of its slot
 * @param label its label, empty where it has none
 * @param id its CKA_ID in hex, empty where it has none
 * @since 0.1.0
 */
public record KeyCopy(long slot, String label, String id) {
    public KeyCopy {
        Arguments.notNull("label", label, "id", id);
    }

    /** Names the key for messages. */
    @Override
    public String toString() {
        return "key '" + label + "' (id " + id + ")";
    }
}
