package dev.keyhaul.workflow.record;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A master copy as ceremony records tell of it. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class CopyNotes {
    private static final String MANIFEST = "manifest.json";

    private CopyNotes() {}

    /**
     * Notes a copy that was just made: its files, for whom it is, and what that proves.
     *
     * @param store the folder of its store
     */
    public static void made(RecordDraft record, MasterCopy copy, Path store) {
        Arguments.notNull("record", record, "store", store);
        byte[] manifest = copy.manifestFile();
        record.written(
                name(copy), manifestFile(copy), manifest.length, Sha256.hex(manifest), store);
        for (Manifest.FileEntry file : copy.manifest().files()) {
            record.written(
                    "file of copy " + copy.id(),
                    copy.folder().resolve(file.name()),
                    file.lengthBytes(),
                    file.sha256(),
                    store);
        }
        for (RecipientEntry entry : copy.manifest().recipients()) {
            record.key(
                    new KeyFact(
                            KeyFact.RECIPIENT,
                            entry.recipient().identity(),
                            entry.recipient().describe(),
                            "opens copy " + copy.id()));
            record.proof(
                    new ProofFact(
                            ProofFact.COPY,
                            "copy " + copy.id() + ": " + entry.proof().label(entry.method()),
                            entry.proof().isChecked(),
                            Optional.of(copy.id().text())));
            if (entry.recipient().isTestedWhenMade()) {
                opened(
                        record,
                        copy,
                        "restored in a test when it was made, in the "
                                + entry.recipient().describe());
            }
        }
    }

    /** Notes where the journal of a copy's store ends. */
    public static void journal(RecordDraft record, JournalHead head) {
        Arguments.notNull("record", record, "head", head);
        record.proof(new ProofFact(ProofFact.JOURNAL, head.sha256(), true));
    }

    /** Notes the copy that a command is about. */
    public static void used(RecordDraft record, MasterCopy copy) {
        Arguments.notNull("record", record);
        Manifest manifest = copy.manifest();
        record.read(name(copy), manifestFile(copy), copy.manifestFile());
        record.key(
                new KeyFact(
                        KeyFact.TARGET,
                        manifest.fingerprint().toString(),
                        manifest.origin().location(),
                        "as copy " + copy.id() + " says"));
    }

    /** Notes that a copy was opened, and its key used. */
    public static void opened(RecordDraft record, MasterCopy copy, String how) {
        Arguments.notNull("record", record, "how", how);
        record.proof(
                new ProofFact(
                        ProofFact.DRILL,
                        "copy " + copy.id() + ": " + how,
                        true,
                        Optional.of(copy.id().text())));
    }

    private static String name(MasterCopy copy) {
        return "manifest of copy " + copy.id();
    }

    private static Path manifestFile(MasterCopy copy) {
        return copy.folder().resolve(MANIFEST);
    }
}
