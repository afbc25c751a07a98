package dev.keyhaul.backup;

import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;

/** Makes copies in a process of its own and prints each id, or why there is none. */
final class StoreProbe {
    private StoreProbe() {}

    public static void main(String[] args) {
        try {
            MasterCopyStore store = MasterCopyStore.openOrCreate(Path.of(args[0]));
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                System.out.println(store.create(MadeUpCopies.request((byte) i)).id());
            }
        } catch (KeyTransferException e) {
            System.out.println(e.getMessage());
        }
    }
}
