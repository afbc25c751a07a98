package dev.keyhaul.workflow.status;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A master copy in a store, whole as far as a look at its lengths tells.
 *
 * @param id its id
 * @param key the fingerprint of its key
 * @param lastProven when it was last restored, as far as that is proven
 * @since 0.1.0
 */
public record KeptCopy(String id, Fingerprint key, Optional<Instant> lastProven) {
    public KeptCopy {
        Arguments.notNull("id", id, "key", key, "lastProven", lastProven);
    }

    /**
     * Returns those of a store; damaged ones do not count.
     *
     * @param evidence says when they were proven
     * @throws KeyTransferException if the store cannot be read
     */
    public static List<KeptCopy> in(MasterCopyStore store, JournalEvidence evidence)
            throws KeyTransferException {
        Arguments.notNull("evidence", evidence);
        return store.list().stream()
                .filter(StoredCopy.Listed.class::isInstance)
                .map(StoredCopy.Listed.class::cast)
                .map(
                        kept ->
                                new KeptCopy(
                                        kept.id().text(),
                                        kept.copy().manifest().fingerprint(),
                                        evidence.lastProven(kept.copy())))
                .toList();
    }

    /** Returns when one of these copies was proven last. */
    public static Optional<Instant> lastProven(List<KeptCopy> copies) {
        return copies.stream()
                .flatMap(copy -> copy.lastProven().stream())
                .max(Comparator.naturalOrder());
    }
}
