package dev.keyhaul.backup.destination;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Replica;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The replicas that a command keeps up to date. */
public final class Replicas {
    private final List<Replica> replicas = new ArrayList<>();

    private Replicas() {}

    /**
     * Checks that each can be made or written to, before any work is done; makes nothing.
     *
     * @throws KeyTransferException if one cannot
     */
    public static void requireUsable(List<Path> folders, Path store) throws KeyTransferException {
        for (Path folder : folders) {
            Replica.requireUsable(folder, store);
        }
    }

    /**
     * Opens or makes each.
     *
     * @throws KeyTransferException if one is of another store, or cannot be made
     */
    public static Replicas open(List<Path> folders, MasterCopyStore store)
            throws KeyTransferException {
        Replicas open = new Replicas();
        for (Path folder : folders) {
            open.replicas.add(Replica.openOrCreate(folder, store));
        }
        return open;
    }

    /**
     * Brings each up to date. The copy is in the store by now, whatever happens here.
     *
     * @param notes takes how many copies were written to each
     * @throws FileException naming each replica that failed; the others are up to date
     */
    public void catchUp(CopyId copy, Consumer<String> notes) throws FileException {
        List<String> failed = new ArrayList<>();
        for (Replica replica : replicas) {
            try {
                int written = replica.catchUp();
                notes.accept(
                        "replica "
                                + replica.folder()
                                + ": "
                                + written
                                + (written == 1 ? " copy written" : " copies written"));
            } catch (KeyTransferException e) {
                failed.add(replica.folder() + ": " + e.getMessage());
            }
        }
        if (!failed.isEmpty()) {
            throw new FileException(
                    Reason.REPLICA_BEHIND,
                    "copy "
                            + copy
                            + " is in the store, but is missing from replicas: "
                            + String.join("; ", failed),
                    "repair the replica");
        }
    }

    /** Returns their folders. */
    public List<String> folders() {
        return replicas.stream().map(replica -> replica.folder().toString()).toList();
    }
}
