package dev.keyhaul.batch;

import dev.keyhaul.batch.GroupCommit.ItemFile;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.journal.JournalState;
import dev.keyhaul.batch.plan.BatchFiles;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** The files that items become; the journal has their hashes before they are named. */
final class OutputFiles {
    private static final int MAX_BYTES = 1024 * 1024;

    private final BatchJournal journal;
    private final GroupSync sync;
    private final BatchFiles files;
    private final boolean replace;

    OutputFiles(BatchJournal journal, Batch batch) {
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
                plan.item(),
                Map.of(JournalState.SHA256, Sha256.hex(content)),
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
    void requireUnchanged(ItemPlan plan, String sha256) throws KeyTransferException {
        Path output = path(plan);
        boolean exists = Files.exists(output, LinkOption.NOFOLLOW_LINKS);
        if (!exists || !Sha256.hex(InputFile.readRegular(output, MAX_BYTES)).equals(sha256)) {
            throw new FileException(
                    Reason.BATCH_FILE_LOST,
                    exists
                            ? output + " was changed after the batch finished it"
                            : output + " is missing, although the journal lists it as done");
        }
    }

    /** Whether the file is there. No two wraps have the same bytes, so its hash identifies it. */
    boolean isDone(ItemPlan plan, Map<String, String> intent) throws KeyTransferException {
        Path output = path(plan);
        boolean found =
                Files.exists(output, LinkOption.NOFOLLOW_LINKS)
                        && Sha256.hex(InputFile.readRegular(output, MAX_BYTES))
                                .equals(intent.get(JournalState.SHA256));
        if (found) {
            OutputFile.newAt(output).discardStaged(journal.temporaryName(plan.item()));
        }
        return found;
    }
}
