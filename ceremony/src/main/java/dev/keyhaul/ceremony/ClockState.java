package dev.keyhaul.ceremony;

/**
 * Whether a host's clock is synchronised, as the host reports it.
 *
 * @since 0.1.0
 */
public enum ClockState {
    /** It follows a time source. */
    SYNCHRONISED("synchronised"),
    /** It follows no time source, as on an air-gapped host. */
    NOT_SYNCHRONISED("not synchronised"),
    /** The host does not report it. */
    UNKNOWN("unknown");

    private final String word;

    ClockState(String word) {
        this.word = word;
    }

    /** Returns the word for records and reports. */
    public String word() {
        return word;
    }
}
