package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.StoredRecord;

/**
 * What a host of a plan recorded between the steps: numbers that were typed, what people stated,
 * what was undone, or the end. Immutable.
 *
 * @param kind what kind of note it is
 * @param host the host whose key signed it
 * @param record its record, which is of the plan
 * @since 0.1.0
 */
public record GuideNote(NoteKind kind, String host, StoredRecord record) {
    /** Returns what it is about. */
    public StepFact planned() {
        return record.record().facts().planned().orElseThrow();
    }
}
