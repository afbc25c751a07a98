package dev.keyhaul.cli.tenant;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.MasterCopyStore;
import dev.keyhaul.core.backup.StoredCopy;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.tenant.check.KeyFacts;
import dev.keyhaul.core.tenant.check.MasterCopyFacts;
import java.nio.file.Path;
import java.util.Optional;

/** What a store holds of one key. */
final class CopiesOfKey {
    private CopiesOfKey() {}

    /**
     * Looks for copies by the fingerprint of the key that the vault shows; damaged ones do not
     * count.
     */
    static MasterCopyFacts in(Path store, KeyFacts key) throws KeyTransferException {
        Optional<Fingerprint> fingerprint = key.publicKey().map(Fingerprint::of);
        long copies =
                MasterCopyStore.open(store).list().stream()
                        .filter(StoredCopy.Listed.class::isInstance)
                        .map(copy -> ((StoredCopy.Listed) copy).copy().manifest().fingerprint())
                        .filter(found -> fingerprint.filter(found::equals).isPresent())
                        .count();
        // This version's stores keep no record of drills.
        return new MasterCopyFacts(Math.toIntExact(copies), false, Optional.empty());
    }
}
