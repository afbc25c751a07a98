package dev.keyhaul.backup.journal;

/** What a journal's entry tells. */
public enum JournalEvent {
    /** A copy is about to get its name. Without an entry of its end, the writer died. */
    WRITING("writing"),
    /** A copy is there, whole. */
    CREATED("created"),
    /** A copy that was to be written is not there; no command reported it as written. */
    ABANDONED("abandoned"),
    /** A copy was restored in a test, used, and destroyed. */
    DRILLED("drilled"),
    /** A key was restored from a copy. */
    RESTORED("restored"),
    /** What a killed writer left was cut off the journal's end. */
    REPAIRED("repaired"),
    /** From the next entry on, another evidence key signs; or this one, in its own name. */
    EVIDENCE_KEY("evidence_key");

    private final String word;

    JournalEvent(String word) {
        this.word = word;
    }

    /** Returns the word in the file, which never changes. */
    public String word() {
        return word;
    }
}
