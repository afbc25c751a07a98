package dev.keyhaul.ceremony.plan;

import java.util.Locale;

/**
 * What a host is for.
 *
 * @since 0.1.0
 */
public enum Duty {
    /** It has the tokens, or the file with the key; no network. */
    OFFLINE("wraps the key"),
    /** It speaks to the vault. */
    ONLINE("speaks to the vault"),
    /** It is another person's machine, who approves. */
    WITNESS("approves");

    private final String work;

    Duty(String work) {
        this.work = work;
    }

    /** Returns what such a host does, in words. */
    public String work() {
        return work;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
