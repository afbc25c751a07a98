package dev.keyhaul.core.backup;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.journal.Journal;
import dev.keyhaul.core.backup.journal.JournalEntry;
import dev.keyhaul.core.backup.journal.JournalEvent;
import dev.keyhaul.core.backup.manifest.CopyId;
import dev.keyhaul.core.file.InputFolder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts in order what a killed writer left: an unfinished line, temporary folders, and a copy whose
 * end the journal does not tell. Needs the store's lock.
 */
final class StoreRepair {
    private final MasterCopyStore store;
    private final String by;
    private final List<String> done = new ArrayList<>();

    StoreRepair(MasterCopyStore store, String by) {
        this.store = store;
        this.by = by;
    }

    /** Tells without the lock whether there is something to put in order, or a writer at work. */
    static boolean seemsNeeded(MasterCopyStore store) throws KeyTransferException {
        return InputFolder.names(store.folder()).stream().anyMatch(Leftovers::isOne)
                || store.journalFile().endsTorn()
                || !pending(store.journalFile().read()).isEmpty();
    }

    /** Returns what was done, a sentence each. */
    List<String> run() throws KeyTransferException {
        int torn = store.journalFile().cutTornLine();
        if (torn > 0) {
            done.add("cut an unfinished line of " + torn + " bytes off the journal");
            store.append(JournalEvent.REPAIRED, by, Map.of("bytes", String.valueOf(torn)));
        }
        for (String name : Leftovers.remove(store.folder())) {
            done.add("removed what a killed command left: " + name);
        }
        for (Map.Entry<String, String> copy : pending(store.journalFile().read()).entrySet()) {
            finish(new CopyId(copy.getKey()), copy.getValue());
        }
        return List.copyOf(done);
    }

    /** Copies that were to be written, whose end is not told, with their manifests' SHA-256. */
    private static Map<String, String> pending(Journal journal) {
        Map<String, String> pending = new LinkedHashMap<>();
        for (JournalEntry entry : journal.entries()) {
            String copy = entry.details().getOrDefault(JournalEntry.COPY, "");
            if (entry.event() == JournalEvent.WRITING && CopyId.isOne(copy)) {
                pending.put(copy, entry.details().getOrDefault(JournalEntry.MANIFEST, ""));
            } else if (entry.event() == JournalEvent.CREATED
                    || entry.event() == JournalEvent.ABANDONED) {
                pending.remove(copy);
            }
        }
        return pending;
    }

    /** The rename decided. A folder that is another copy's is left for {@code verify} to tell. */
    private void finish(CopyId id, String manifestSha256) throws KeyTransferException {
        if (!Files.exists(store.folder().resolve(id.text()), LinkOption.NOFOLLOW_LINKS)) {
            store.append(JournalEvent.ABANDONED, by, Map.of(JournalEntry.COPY, id.text()));
            done.add("copy " + id + " was not finished by a killed command: it does not exist");
        } else if (isAsAnnounced(id, manifestSha256)) {
            store.append(
                    JournalEvent.CREATED, by, MasterCopyStore.details(id, manifestSha256, false));
            done.add("copy " + id + " was finished by a killed command: it exists, whole");
        }
    }

    private boolean isAsAnnounced(CopyId id, String manifestSha256) throws FileException {
        try {
            MasterCopy copy = MasterCopy.open(store.folder().resolve(id.text()), id);
            copy.verify();
            return copy.manifestSha256().equals(manifestSha256);
        } catch (FileException e) {
            throw e;
        } catch (KeyTransferException e) {
            return false;
        }
    }
}
