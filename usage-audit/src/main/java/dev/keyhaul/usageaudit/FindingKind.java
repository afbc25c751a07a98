package dev.keyhaul.usageaudit;

import java.util.Locale;

/**
 * What was found.
 *
 * @since 0.1.0
 */
public enum FindingKind {
    /** The key was used by an identity that is not Rights Management. */
    FOREIGN_IDENTITY("use by another identity"),
    /** The key was used, and the log does not name the caller. */
    UNNAMED_CALLER("use without a named caller"),
    /** The key was managed: imported, changed, backed up, deleted. */
    MANAGEMENT("management of the key"),
    /** Somebody tried to manage the key and was refused. */
    MANAGEMENT_REFUSED("refused management"),
    /**
     * An operation that this audit does not know; on a Managed HSM each that is no known use or
     * read of a key.
     */
    UNKNOWN_OPERATION("unknown operation"),
    /** More operations than requests. */
    EXCESS_OPERATIONS("more operations than requests"),
    /** Many failures of one identity in a short time. */
    FAILURE_BURST("burst of failures"),
    /** The vault's log is silent while requests go on. */
    GAP_VAULT_LOG("gap in the vault's log"),
    /** The usage log is silent while operations go on. */
    GAP_RMS_LOG("gap in the usage log"),
    /** Requests of a time that the vault's log does not reach. */
    BEYOND_VAULT_LOG("time without the vault's log"),
    /** Operations of a time that the usage log does not reach. */
    BEYOND_RMS_LOG("time without the usage log"),
    /** The two clocks differ. */
    CLOCK_SKEW("clocks differ");

    private final String title;

    FindingKind(String title) {
        this.title = title;
    }

    /** Returns it in words. */
    public String title() {
        return title;
    }

    /** Returns the word of the SQL and of reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the kind of a word. */
    public static FindingKind ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
