package dev.keyhaul.cli.key;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.backup.MasterCopyStore;
import dev.keyhaul.core.backup.ProvenCopies;
import dev.keyhaul.core.backup.manifest.CopyId;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A key that is sealed can never be copied again: two proven master copies come first. */
final class CopiesBeforeSeal {
    private static final int NEEDED = 2;

    private CopiesBeforeSeal() {}

    static void require(List<Path> stores, Fingerprint key) throws KeyTransferException {
        if (stores.isEmpty()) {
            throw new RefusedException(
                    "no store is named, and a sealed key can never be copied again",
                    "--store D, where two proven master copies are; --without-copies if the key may"
                            + " be lost with its token");
        }
        // A replica has the same copies: they count once.
        Set<CopyId> proven = new HashSet<>();
        for (Path store : stores) {
            proven.addAll(ProvenCopies.of(MasterCopyStore.open(store), key));
        }
        if (proven.size() < NEEDED) {
            throw new RefusedException(
                    "proven master copies of this key: "
                            + proven.size()
                            + "; "
                            + NEEDED
                            + " are needed before it is sealed",
                    "make them with 'backup create', and drill those that were not restored yet");
        }
    }
}
