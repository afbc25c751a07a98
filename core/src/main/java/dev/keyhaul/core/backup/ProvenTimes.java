package dev.keyhaul.core.backup;

import dev.keyhaul.core.backup.journal.Journal;
import dev.keyhaul.core.backup.journal.JournalEntry;
import dev.keyhaul.core.backup.journal.JournalEvent;
import dev.keyhaul.core.backup.manifest.CopyId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When each copy was last proven, as the journal tells: when it was made and restored in a test,
 * and at each drill and each restore.
 */
public final class ProvenTimes {
    static final String TESTED = "restored_in_test";

    private final Map<String, Instant> times = new HashMap<>();

    private ProvenTimes() {}

    /** Reads the times. */
    public static ProvenTimes of(Journal journal) {
        ProvenTimes proven = new ProvenTimes();
        for (JournalEntry entry : journal.entries()) {
            String copy = entry.details().get(JournalEntry.COPY);
            if (copy != null && isProof(entry)) {
                proven.times.put(copy, entry.time());
            }
        }
        return proven;
    }

    private static boolean isProof(JournalEntry entry) {
        return entry.event() == JournalEvent.DRILLED
                || entry.event() == JournalEvent.RESTORED
                || (entry.event() == JournalEvent.CREATED && entry.details().containsKey(TESTED));
    }

    /** Returns when the copy was last proven, if ever. */
    public Optional<Instant> last(CopyId copy) {
        return Optional.ofNullable(times.get(copy.text()));
    }

    /** Tells whether the copy was not proven for longer than {@code maxAge}. */
    public boolean isOverdue(CopyId copy, Instant now, Duration maxAge) {
        return last(copy).map(time -> time.isBefore(now.minus(maxAge))).orElse(true);
    }
}
