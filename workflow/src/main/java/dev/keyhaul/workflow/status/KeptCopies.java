package dev.keyhaul.workflow.status;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.tenant.check.KeyFacts;
import dev.keyhaul.tenant.check.MasterCopyFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a store holds of one key. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class KeptCopies {
    private KeptCopies() {}

    /**
     * Looks for copies by the fingerprint of the key that the vault shows; damaged ones do not
     * count. The store's journal says when they were proven.
     *
     * @throws KeyTransferException if the store or its journal cannot be read
     */
    public static MasterCopyFacts of(Path folder, KeyFacts key, StoreTrust trust)
            throws KeyTransferException {
        Optional<Fingerprint> fingerprint = key.description().map(KeyDescription::fingerprint);
        MasterCopyStore store = MasterCopyStore.open(folder);
        JournalEvidence evidence = JournalEvidence.of(store, trust);
        List<MasterCopy> copies = new ArrayList<>();
        for (StoredCopy stored : store.list()) {
            if (stored instanceof StoredCopy.Listed listed
                    && fingerprint
                            .filter(listed.copy().manifest().fingerprint()::equals)
                            .isPresent()) {
                copies.add(listed.copy());
            }
        }
        return new MasterCopyFacts(
                copies.size(),
                copies.stream()
                        .flatMap(copy -> evidence.lastProven(copy).stream())
                        .max(Comparator.naturalOrder()));
    }
}
