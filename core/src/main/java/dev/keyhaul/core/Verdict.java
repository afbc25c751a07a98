package dev.keyhaul.core;

import java.util.Locale;

/**
 * What was found of a prerequisite.
 *
 * @since 0.1.0
 */
public enum Verdict {
    /** It holds. */
    PASS,
    /** It holds, or is advice only; a person should look. */
    WARN,
    /** It does not hold. */
    FAIL,
    /** The facts at hand do not tell. */
    UNKNOWN;

    /** Returns the word for reports, such as {@code pass}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
