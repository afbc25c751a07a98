package dev.keyhaul.batch;

import dev.keyhaul.batch.GroupCommit.ItemFile;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.journal.JournalState;
import dev.keyhaul.batch.plan.DistinctItemFiles;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.event.Operation;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The files that items become; the journal has their hashes before they are named. */
final class ItemFiles {
    private final BatchJournal journal;
    private final GroupSync sync;
    private final DistinctItemFiles files;
    private final boolean replace;

    ItemFiles(BatchJournal journal, Batch batch) {
        this.journal = journal;
        this.sync = batch.settings.sync;
        this.files = batch.files;
        this.replace = batch.settings.replace;
    }

    /** Writes a file beside the place where it will be. */
    ItemFile stage(ItemPlan plan, byte[] content) throws FileException {
        Path output = path(plan);
        OutputFile file = replace ? files.replacing(plan, output) : OutputFile.newAt(output);
        sync.expect(file.folder());
        return new ItemFile(
                Operation.current(),
                plan.item(),
                new BatchFile(output, content.length, Sha256.hex(content)),
                file.stage(content, journal.temporaryName(plan.item())));
    }

    private static Path path(ItemPlan plan) {
        return plan.file().orElseThrow();
    }

    /**
     * Compares the file of a finished item with its journal entry. The file is not made again: an
     * operator who deleted a blob after its import does not want it back.
     *
     * @throws KeyTransferException when it is missing or was changed
     */
    BatchFile requireUnchanged(ItemPlan plan, String sha256) throws KeyTransferException {
        Path output = path(plan);
        Optional<BatchFile> found = BatchFile.read(output);
        return found.filter(file -> file.sha256().equals(sha256))
                .orElseThrow(
                        () ->
                                new FileException(
                                        Reason.BATCH_FILE_LOST,
                                        found.isPresent()
                                                ? output
                                                        + " was changed after the batch finished it"
                                                : output
                                                        + " is missing, although the journal lists it as done"));
    }

    /** Returns the file if it is there: no two wraps have the same bytes, so its hash is enough. */
    Optional<BatchFile> find(ItemPlan plan, Map<String, String> intent)
            throws KeyTransferException {
        Path output = path(plan);
        Optional<BatchFile> found =
                BatchFile.read(output)
                        .filter(file -> file.sha256().equals(intent.get(JournalState.SHA256)));
        if (found.isPresent()) {
            OutputFile.newAt(output).discardStaged(journal.temporaryName(plan.item()));
        }
        return found;
    }
}
