package dev.keyhaul.ceremony.plan;

import java.util.Locale;

/**
 * What a host is for.
 *
 * @since 0.1.0
 */
public enum Duty {
    /** It has the tokens, or the file with the key; no network. */
    OFFLINE,
    /** It speaks to the vault. */
    ONLINE,
    /** It is another person's machine, who approves. */
    WITNESS;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
