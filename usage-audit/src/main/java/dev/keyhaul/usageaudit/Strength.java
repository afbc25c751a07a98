package dev.keyhaul.usageaudit;

import java.util.Locale;

/**
 * How much a finding proves. It is the strength of the evidence, not how severe the finding is, and
 * it decides whether the check failed.
 *
 * @since 0.1.0
 */
public enum Strength {
    /** A row of the vault's log shows it. */
    CONFIRMED,
    /**
     * Nothing accounts for it: there are more operations than requests, none of the requests was
     * logged, or the log does not name the caller. The log does not show which operations have no
     * request.
     */
    UNEXPLAINED,
    /** Worth a look; it may be harmless. */
    NOTE,
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
