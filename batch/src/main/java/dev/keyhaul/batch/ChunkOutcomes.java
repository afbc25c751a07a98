package dev.keyhaul.batch;

import dev.keyhaul.batch.GroupCommit.ItemFile;
import dev.keyhaul.batch.destination.Delivery;
import dev.keyhaul.batch.destination.IncidentException;
import dev.keyhaul.batch.destination.UnknownOutcomeException;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The outcomes of the items that one thread has in hand: files are collected, actions are done. */
final class ChunkOutcomes {
    /** A line of the journal is bounded. */
    private static final int MAX_MESSAGE_LENGTH = 2000;

    private final OutputFiles outputs;
    private final BatchJournal journal;
    private final BatchTally tally;
    private final AtomicBoolean incident;
    private final List<ItemFile> files = new ArrayList<>();
    private final StringBuilder failures = new StringBuilder();

    /**
     * Begins a chunk.
     *
     * @param incident what all chunks of a run share: set by the first incident
     */
    ChunkOutcomes(
            OutputFiles outputs, BatchJournal journal, BatchTally tally, AtomicBoolean incident) {
        this.outputs = outputs;
        this.journal = journal;
        this.tally = tally;
        this.incident = incident;
    }

    /** A step that concerns one item: if it fails, the others go on. */
    interface Attempt<T> {
        T run() throws KeyTransferException;
    }

    <T> Optional<T> attempt(ItemPlan plan, Attempt<? extends T> attempt)
            throws KeyTransferException {
        try {
            return Optional.of(attempt.run());
        } catch (KeyTransferException e) {
            failed(plan.item(), e);
            return Optional.empty();
        }
    }

    void deliver(ItemPlan plan, Delivery.Ready delivery) throws KeyTransferException {
        if (delivery instanceof Delivery.File file) {
            attempt(plan, () -> outputs.stage(plan, file.content())).ifPresent(files::add);
        } else if (delivery instanceof Delivery.Action action) {
            run(plan.item(), action);
        }
    }

    /** Sends nothing more after an incident in any thread: what it tells may hold for all. */
    private void run(BatchItem item, Delivery.Action action) throws KeyTransferException {
        if (incident.get()) {
            return;
        }
        journal.append(BatchJournal.will(item, action.intent()));
        Map<String, String> result;
        try {
            result = action.request().send();
        } catch (UnknownOutcomeException e) {
            tally.failed(item, e);
            return;
        } catch (IncidentException e) {
            incident.set(true);
            tally.failed(item, e);
            journal.append(BatchJournal.incident(item, shortened(e)));
            throw e;
        } catch (KeyTransferException e) {
            failed(item, e);
            return;
        }
        journal.append(BatchJournal.done(item, result));
        tally.done(1);
    }

    void failed(BatchItem item, KeyTransferException error) throws KeyTransferException {
        GroupCommit.requireRoom(error);
        tally.failed(item, error);
        failures.append(BatchJournal.failed(item, shortened(error)));
    }

    private static String shortened(KeyTransferException error) {
        String message = String.valueOf(error.getMessage());
        return message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH));
    }

    /** Writes the failures into the journal, and returns the files. */
    List<ItemFile> end() throws FileException {
        if (!failures.isEmpty()) {
            journal.append(failures.toString());
        }
        return files;
    }

    void discardFiles() {
        discard(files);
    }

    static void discard(List<ItemFile> files) {
        for (ItemFile file : files) {
            try {
                file.staged().discard();
            } catch (FileException e) {
                // A resumed run writes a file of the same name, and removes what it finds there.
            }
        }
    }
}
