package dev.keyhaul.backup.report;

import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.core.json.InlinePart;

/**
 * Where a store's journal stands, in a report of which it is a part.
 *
 * @param journalHead the head of the store's journal: note it, to find out later whether the
 *     journal was cut
 */
public record HeadReport(String journalHead) implements InlinePart {
    /** Returns the report of a head. */
    public static HeadReport of(JournalHead head) {
        return new HeadReport(head.sha256());
    }
}
