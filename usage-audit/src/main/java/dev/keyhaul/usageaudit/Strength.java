package dev.keyhaul.usageaudit;

import java.util.Locale;

/**
 * How much a finding proves.
 *
 * @since 0.1.0
 */
public enum Strength {
    /** A row of the vault's log says it. */
    CERTAIN,
    /** Counted: more operations than requests. The log does not show which ones are surplus. */
    SURPLUS,
    /** Worth a look; it may be harmless. */
    NOTABLE,
    /** Done by a known ceremony. */
    EXPLAINED;

    /** Returns the word of the SQL and of reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the strength of a word. */
    public static Strength ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
