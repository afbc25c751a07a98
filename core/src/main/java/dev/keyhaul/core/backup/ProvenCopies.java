package dev.keyhaul.core.backup;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.journal.Journal;
import dev.keyhaul.core.backup.manifest.CopyId;
import dev.keyhaul.core.key.Fingerprint;
import java.util.LinkedHashSet;
import java.util.Set;

/** The copies of a key that a step without return may rely on. */
public final class ProvenCopies {
    private ProvenCopies() {}

    /**
     * Returns the copies of the key that are whole, known to the journal, and were restored once:
     * in a test when they were made, in a drill, or for good.
     *
     * @throws KeyTransferException when the store is not readable, or its journal is damaged
     */
    public static Set<CopyId> of(MasterCopyStore store, Fingerprint key)
            throws KeyTransferException {
        Journal journal = store.journal();
        ProvenTimes proven = ProvenTimes.of(journal);
        Set<CopyId> copies = new LinkedHashSet<>();
        for (StoredCopy stored : store.list()) {
            if (stored instanceof StoredCopy.Listed listed
                    && key.equals(listed.copy().manifest().fingerprint())
                    && proven.last(stored.id()).isPresent()
                    && isWhole(listed.copy(), journal)) {
                copies.add(stored.id());
            }
        }
        return copies;
    }

    private static boolean isWhole(MasterCopy copy, Journal journal) {
        try {
            copy.verify();
            JournalCheck.requireKnown(journal, copy);
            return true;
        } catch (KeyTransferException e) {
            return false;
        }
    }
}
