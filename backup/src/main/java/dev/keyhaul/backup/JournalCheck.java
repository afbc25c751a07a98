package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;

/** Whether a store's copies and its journal belong together. */
final class JournalCheck {
    private JournalCheck() {}

    /** Checks that the journal tells of this very copy, and stood where the copy says. */
    static void requireKnown(Journal journal, MasterCopy copy) throws KeyTransferException {
        String sha256 = copy.manifestSha256();
        boolean known =
                journal.entries().stream()
                        .filter(entry -> entry.event() == JournalEvent.CREATED)
                        .filter(entry -> entry.isAbout(copy.id()))
                        .anyMatch(
                                entry -> sha256.equals(entry.details().get(JournalEntry.MANIFEST)));
        if (!known) {
            throw Damage.because("the journal does not record copy " + copy.id() + " as it is");
        }
        if (!journal.holds(copy.manifest().journal())) {
            throw new CheckFailedException(
                    Reason.STORE_ROLLBACK,
                    "rollback: copy "
                            + copy.id()
                            + " was made after entry "
                            + copy.manifest().journal().entries()
                            + " of another journal",
                    "look for the newer journal in the store's replicas");
        }
    }
}
