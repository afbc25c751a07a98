package dev.keyhaul.backup;

/**
 * What is known of a master copy after every byte of it was checked.
 *
 * @since 0.1.0
 */
public enum Authenticity {
    /**
     * The files are what the manifest says. Whoever can write to the store can make such a copy, of
     * another key too.
     */
    CONSISTENT("consistent, not authenticated"),

    /** Besides, the evidence key that the operator named has signed it. */
    AUTHENTIC("authentic: signed by the evidence key that you named");

    private final String label;

    Authenticity(String label) {
        this.label = label;
    }

    /** Returns the words for reports. */
    public String label() {
        return label;
    }
}
