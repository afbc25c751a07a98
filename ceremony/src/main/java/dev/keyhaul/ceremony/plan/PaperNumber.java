package dev.keyhaul.ceremony.plan;

/**
 * What a step has people write on their paper, or type from it.
 *
 * @since 0.1.0
 */
public enum PaperNumber {
    /** SHA-256 of the tenant key. */
    TENANT_KEY("the tenant key's fingerprint"),
    /** SHA-256 of the KEK: if there is a witness, their machine reads it from the vault instead. */
    KEK("the KEK's fingerprint"),
    /** The head of the journal of the master copies, once the last of them is made. */
    JOURNAL("the journal's head"),
    /** The key's identifier in the vault: no digits. */
    URL("the key's URL, with its version"),
    /** SHA-256 of a host's closing record. */
    CLOSING("the closing record"),
    /** SHA-256 of a key that is restored: the paper of another ceremony has it. */
    OLD_KEY("the tenant key's fingerprint, as the paper of the master copy has it"),
    /** A head of the journal that an earlier ceremony had people write down. */
    OLD_JOURNAL("the journal's head, as the newest paper of the store has it");

    private final String words;

    PaperNumber(String words) {
        this.words = words;
    }

    /** Whether it is on the paper of an earlier ceremony, and never on that of this one. */
    public boolean isOld() {
        return this == OLD_KEY || this == OLD_JOURNAL;
    }

    /** Returns what screen and paper call it. */
    public String words() {
        return words;
    }
}
