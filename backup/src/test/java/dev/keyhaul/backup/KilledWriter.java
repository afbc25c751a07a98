package dev.keyhaul.backup;

import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;

/** Makes copies until it is killed, and says each one that is done. */
final class KilledWriter {
    private KilledWriter() {}

    public static void main(String[] args) throws KeyTransferException {
        MasterCopyStore store = MasterCopyStore.openOrCreate(Path.of(args[0]));
        Replica replica = Replica.openOrCreate(Path.of(args[1]), store);
        for (byte filling = 0; ; filling++) {
            MasterCopy copy = store.create(MadeUpCopies.request(filling));
            System.out.println(copy.id());
            replica.catchUp();
            System.out.println("replica " + copy.id());
            if (filling == 0) {
                // Classes are loaded: from now on the disk decides how long a write takes.
                System.out.println("ready");
            }
        }
    }
}
