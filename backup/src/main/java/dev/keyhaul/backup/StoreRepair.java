package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.InputFolder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a killed writer leaves: an unfinished line, temporary folders, and a copy whose end the
 * journal does not tell. Readers find it and change nothing; the next writer puts it in order. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class StoreRepair {
    private final MasterCopyStore store;
    private final LockedStore writing;
    private final List<String> done = new ArrayList<>();

    StoreRepair(MasterCopyStore store, LockedStore writing) {
        this.store = store;
        this.writing = writing;
    }

    /**
     * Returns what a killed command left in a store, or somebody who cut the journal's end off;
     * nothing is changed, and a writer that is at work is waited for.
     *
     * @return a sentence each: an unfinished line of the journal, what has a temporary name, and a
     *     copy that the journal announces and does not complete
     * @throws KeyTransferException when the store is not readable or stays in use, or its journal
     *     is damaged
     */
    public static List<String> unfinished(MasterCopyStore store) throws KeyTransferException {
        return read(store).unfinished();
    }

    /** A journal as it was read once, and what was unfinished in the store at that moment. */
    record Reading(Journal journal, List<String> unfinished) {}

    /** Reads the journal while no writer is at work. */
    static Reading read(MasterCopyStore store) throws KeyTransferException {
        StoreLock lock = StoreLock.takeToRead(store.folder());
        try (lock) {
            Journal journal = store.journal();
            return new Reading(journal, findings(store, journal));
        }
    }

    /**
     * Puts in order what {@link #unfinished} tells, and says so in the journal. Every other writer
     * does this first, too.
     *
     * @param by who does it
     * @return what was done, a sentence each
     * @throws RefusedException when another evidence key is to sign, as {@link Journal#requireNext}
     *     says
     * @throws KeyTransferException when the store cannot be written to, its journal is damaged, or
     *     the clock is behind it
     */
    public static List<String> run(MasterCopyStore store, Operator by) throws KeyTransferException {
        Arguments.notNull("by", by);
        StoreFolder.requireOwn(store.folder());
        try (LockedStore writing = LockedStore.begin(store, by.name())) {
            return writing.repaired();
        }
    }

    /** Needs that no writer is at work. */
    static List<String> findings(MasterCopyStore store, Journal journal) throws FileException {
        List<String> findings = new ArrayList<>();
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
            findings.add("the journal announces copy " + copy + ", but no entry completes it");
        }
        return List.copyOf(findings);
    }

    /** Returns what was done, a sentence each. */
    List<String> run() throws KeyTransferException {
        int unfinished = writing.journal().unfinishedBytes();
        if (unfinished > 0) {
            writing.append(
                    JournalEvent.REPAIRED, Map.of(LockedStore.BYTES, String.valueOf(unfinished)));
            done.add(
                    "cut an unfinished line of "
                            + unfinished
                            + (unfinished == 1 ? " byte" : " bytes")
                            + " off the journal");
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
            done.add("noted that copy " + id + " was announced, but does not exist");
        } else if (isAsAnnounced(id, manifestSha256)) {
            writing.append(
                    JournalEvent.CREATED, MasterCopyStore.details(id, manifestSha256, false));
            done.add("noted that copy " + id + " was announced, and is complete");
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
