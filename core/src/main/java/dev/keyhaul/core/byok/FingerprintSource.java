package dev.keyhaul.core.byok;

/** Where the fingerprint comes from that a KEK is compared with. */
public enum FingerprintSource {
    /** A person obtained it on another machine, and typed it. */
    OPERATOR("a fingerprint given by the operator"),
    /** Another person signed a request that shows it. */
    APPROVAL("a fingerprint in a signed approval"),
    /** The vault created the KEK for this command, and answered with it. */
    VAULT("the vault, which answered this command");

    private final String label;

    FingerprintSource(String label) {
        this.label = label;
    }

    /** Returns the words for reports. */
    public String label() {
        return label;
    }
}
