package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of the items that one thread has in hand: files are collected, steps are done. */
final class ChunkOutcomes implements BatchWork.Outcomes {
    /** A journal's line is bounded. */
    private static final int MAX_MESSAGE_LENGTH = 2000;

    private final BatchJournal journal;
    private final BatchTally tally;
    private final List<Prepared.File> files = new ArrayList<>();
    private final StringBuilder failures = new StringBuilder();

    ChunkOutcomes(BatchJournal journal, BatchTally tally) {
        this.journal = journal;
        this.tally = tally;
    }

    /** Returns those items that an earlier run had not done when it was killed. */
    List<BatchItem> withoutDone(List<BatchItem> items, BatchWork work) throws FileException {
        List<BatchItem> open = new ArrayList<>();
        for (BatchItem item : items) {
            Optional<JsonObject> begun = journal.earlier().begun(item.line());
            if (begun.isEmpty() || !isFound(item, begun.get(), work)) {
                open.add(item);
            }
        }
        return open;
    }

    /** Tells whether nothing is left to do for the item: it is done, or nobody knows. */
    private boolean isFound(BatchItem item, JsonObject intent, BatchWork work)
            throws FileException {
        Optional<JsonObject> result;
        try {
            result = work.findDone(item, intent);
        } catch (KeyTransferException e) {
            // Its line in the journal stays open: the next run looks again.
            tally.failed(item, e);
            return true;
        }
        if (result.isPresent()) {
            journal.append(BatchJournal.done(item, result.get()));
            tally.foundDone();
        }
        return result.isPresent();
    }

    @Override
    public void prepared(Prepared prepared) throws KeyTransferException {
        if (prepared instanceof Prepared.File file) {
            files.add(file);
        } else if (prepared instanceof Prepared.Step step) {
            run(step);
        }
    }

    private void run(Prepared.Step step) throws KeyTransferException {
        journal.append(BatchJournal.will(step.item(), step.intent()));
        JsonObject result;
        try {
            result = step.action().run();
        } catch (UnknownOutcomeException e) {
            tally.failed(step.item(), e);
            return;
        } catch (KeyTransferException e) {
            failed(step.item(), e);
            return;
        }
        journal.append(BatchJournal.done(step.item(), result));
        tally.done(1);
    }

    @Override
    public void failed(BatchItem item, KeyTransferException error) throws KeyTransferException {
        GroupCommit.requireRoom(error);
        tally.failed(item, error);
        String message = String.valueOf(error.getMessage());
        failures.append(
                BatchJournal.failed(
                        item,
                        message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH))));
    }

    void tellFailures() throws FileException {
        if (!failures.isEmpty()) {
            journal.append(failures.toString());
        }
    }

    List<Prepared.File> files() {
        return files;
    }

    void discardFiles() {
        discard(files);
    }

    static void discard(List<Prepared.File> files) {
        for (Prepared.File file : files) {
            try {
                file.staged().discard();
            } catch (FileException e) {
                // A resumed run writes a file of the same name, and removes what it finds there.
            }
        }
    }
}
