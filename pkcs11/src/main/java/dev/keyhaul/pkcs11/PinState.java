package dev.keyhaul.pkcs11;

/**
 * What a token says of its user's PIN.
 *
 * @since 0.1.0
 */
public enum PinState {
    /** No user PIN was set yet. */
    NOT_SET("no user PIN was set yet"),
    /** The PIN is set, and no wrong one was entered lately. */
    READY("ready"),
    /** A wrong PIN was entered since the last right one. */
    COUNT_LOW("a wrong PIN was entered; some tries are left"),
    /** One more wrong PIN locks the token. */
    FINAL_TRY("one try is left: another wrong PIN locks the token"),
    /** The PIN is locked. */
    LOCKED("locked"),
    /** The PIN is expired or preset, and must be changed. */
    TO_BE_CHANGED("must be changed before use");

    private final String label;

    PinState(String label) {
        this.label = label;
    }

    /** Returns the words for people. */
    public String label() {
        return label;
    }
}
