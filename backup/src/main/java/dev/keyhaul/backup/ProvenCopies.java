package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The copies of a key that a step without return may rely on, and those that it may not.
 *
 * @param proven copies that are whole, known to the journal, and were restored, as it proves
 * @param unproven the other copies of the key, and why each does not count
 */
record ProvenCopies(Set<CopyId> proven, Map<CopyId, String> unproven) {
    /** Copies the collections and keeps their order. */
    ProvenCopies {
        proven = Collections.unmodifiableSet(new LinkedHashSet<>(proven));
        unproven = Collections.unmodifiableMap(new LinkedHashMap<>(unproven));
    }

    /**
     * Looks at every copy of the key.
     *
     * @param evidence what the store's journal proves
     * @throws KeyTransferException when the store is not readable
     */
    static ProvenCopies of(MasterCopyStore store, JournalEvidence evidence, Fingerprint key)
            throws KeyTransferException {
        Set<CopyId> proven = new LinkedHashSet<>();
        Map<CopyId, String> unproven = new LinkedHashMap<>();
        for (StoredCopy stored : store.list()) {
            if (stored instanceof StoredCopy.Listed listed
                    && key.equals(listed.copy().manifest().fingerprint())) {
                try {
                    requireProven(listed.copy(), evidence);
                    proven.add(stored.id());
                } catch (KeyTransferException e) {
                    unproven.put(stored.id(), String.valueOf(e.getMessage()));
                }
            }
        }
        return new ProvenCopies(proven, unproven);
    }

    private static void requireProven(MasterCopy copy, JournalEvidence evidence)
            throws KeyTransferException {
        copy.verify();
        JournalCheck.requireKnown(evidence.journal(), copy);
        if (evidence.lastProven(copy).isEmpty()) {
            throw new CheckFailedException(Reason.COPY_NOT_PROVEN, evidence.whyNotProven(copy));
        }
    }
}
