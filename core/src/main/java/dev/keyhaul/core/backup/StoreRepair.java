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
 * What a killed writer leaves: an unfinished line, temporary folders, and a copy whose end the
 * journal does not tell. Readers find it and change nothing; the next writer puts it in order.
 */
final class StoreRepair {
    private final MasterCopyStore store;
    private final StoreWriting writing;
    private final List<String> done = new ArrayList<>();

    StoreRepair(MasterCopyStore store, StoreWriting writing) {
        this.store = store;
        this.writing = writing;
    }

    /** Returns what is there to put in order, a sentence each; no writer may be at work. */
    static List<String> findings(MasterCopyStore store) throws KeyTransferException {
        List<String> findings = new ArrayList<>();
        Journal journal = store.journal();
        if (journal.unfinishedBytes() > 0) {
            findings.add(
                    "the journal ends in an unfinished line of "
                            + journal.unfinishedBytes()
                            + " bytes");
        }
        for (String name : InputFolder.names(store.folder())) {
            if (Leftovers.isOne(name)) {
                findings.add("a command left " + name + " behind");
            }
        }
        for (String copy : pending(journal).keySet()) {
            findings.add("the journal announces copy " + copy + ", and no entry completes it");
        }
        return List.copyOf(findings);
    }

    /** Returns what was done, a sentence each. */
    List<String> run() throws KeyTransferException {
        int unfinished = writing.journal().unfinishedBytes();
        if (unfinished > 0) {
            writing.cutUnfinishedLine();
            done.add("cut an unfinished line of " + unfinished + " bytes off the journal");
        }
        for (String name : Leftovers.remove(store.folder())) {
            done.add("removed what a killed command left: " + name);
        }
        for (Map.Entry<String, String> copy : pending(writing.journal()).entrySet()) {
            complete(new CopyId(copy.getKey()), copy.getValue());
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
    private void complete(CopyId id, String manifestSha256) throws KeyTransferException {
        if (!Files.exists(store.folder().resolve(id.text()), LinkOption.NOFOLLOW_LINKS)) {
            writing.append(JournalEvent.ABANDONED, Map.of(JournalEntry.COPY, id.text()));
            done.add("noted that copy " + id + " was announced, and does not exist");
        } else if (isAsAnnounced(id, manifestSha256)) {
            writing.append(
                    JournalEvent.CREATED, MasterCopyStore.details(id, manifestSha256, false));
            done.add("noted that copy " + id + " was announced, and exists, whole");
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
