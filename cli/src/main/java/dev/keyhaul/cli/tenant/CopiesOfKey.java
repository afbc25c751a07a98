package dev.keyhaul.cli.tenant;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.MasterCopyStore;
import dev.keyhaul.core.backup.ProvenTimes;
import dev.keyhaul.core.backup.StoredCopy;
import dev.keyhaul.core.backup.manifest.CopyId;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.tenant.check.KeyFacts;
import dev.keyhaul.core.tenant.check.MasterCopyFacts;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a store holds of one key. */
final class CopiesOfKey {
    private CopiesOfKey() {}

    /**
     * Looks for copies by the fingerprint of the key that the vault shows; damaged ones do not
     * count. When they were proven is told by the store's journal.
     */
    static MasterCopyFacts in(Path folder, KeyFacts key) throws KeyTransferException {
        Optional<Fingerprint> fingerprint = key.publicKey().map(Fingerprint::of);
        MasterCopyStore store = MasterCopyStore.open(folder);
        List<CopyId> copies =
                store.list().stream()
                        .filter(StoredCopy.Listed.class::isInstance)
                        .map(copy -> ((StoredCopy.Listed) copy).copy().manifest())
                        .filter(m -> fingerprint.filter(m.fingerprint()::equals).isPresent())
                        .map(manifest -> manifest.id())
                        .toList();
        ProvenTimes proven = ProvenTimes.of(store.journal());
        return new MasterCopyFacts(
                copies.size(),
                copies.stream()
                        .flatMap(copy -> proven.last(copy).stream())
                        .max(Comparator.naturalOrder()));
    }
}
