package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Replica;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The replicas that a command keeps up to date. */
final class Replicas {
    private final List<Replica> replicas = new ArrayList<>();

    private Replicas() {}

    /** Checks that each can be made or written to, before any work is done; makes nothing. */
    static void requireUsable(List<Path> folders, Path store) throws KeyTransferException {
        for (Path folder : folders) {
            Replica.requireUsable(folder, store);
        }
    }

    static Replicas open(List<Path> folders, MasterCopyStore store) throws KeyTransferException {
        Replicas open = new Replicas();
        for (Path folder : folders) {
            open.replicas.add(Replica.openOrCreate(folder, store));
        }
        return open;
    }

    /**
     * Brings each up to date. The copy is in the store by now, whatever happens here.
     *
     * @throws FileException naming each replica that failed; the others are up to date
     */
    void catchUp(CopyId copy, Console console) throws FileException {
        List<String> failed = new ArrayList<>();
        for (Replica replica : replicas) {
            try {
                int written = replica.catchUp();
                console.note("replica " + replica.folder() + ": " + written + " copies written");
            } catch (KeyTransferException e) {
                failed.add(replica.folder() + ": " + e.getMessage());
            }
        }
        if (!failed.isEmpty()) {
            throw new FileException(
                    "copy "
                            + copy
                            + " is in the store, but not in every replica: "
                            + String.join("; ", failed),
                    "mend the replica: the next 'backup create --replica'"
                            + " brings it up to date");
        }
    }

    List<String> folders() {
        return replicas.stream().map(replica -> replica.folder().toString()).toList();
    }
}
