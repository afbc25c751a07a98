package dev.keyhaul.batch;

import dev.keyhaul.batch.GroupCommit.ItemFile;
import dev.keyhaul.batch.destination.Delivery;
import dev.keyhaul.batch.destination.IncidentException;
import dev.keyhaul.batch.destination.UnexpectedException;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.plan.ItemCall;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outcomes of the items that one thread has in hand: files are collected, actions are done. */
final class ChunkOutcomes {
    /** A line of the journal is bounded. */
    private static final int MAX_MESSAGE_LENGTH = 2000;

    private final ItemFiles outputs;
    private final BatchJournal journal;
    private final ItemWraps wraps;
    private final ItemsInHand inHand;
    private final List<ItemFile> files = new ArrayList<>();
    private final List<ItemResult> results = new ArrayList<>();
    private final StringBuilder failures = new StringBuilder();

    /**
     * Begins a chunk.
     *
     * @param wraps what all chunks of a run share
     */
    ChunkOutcomes(ItemFiles outputs, BatchJournal journal, ItemWraps wraps, ItemsInHand inHand) {
        this.outputs = outputs;
        this.journal = journal;
        this.wraps = wraps;
        this.inHand = inHand;
    }

    /** Takes the result of an item that the journal needs no more lines about. */
    void add(ItemResult result) {
        results.add(result);
    }

    <T> Optional<T> attempt(ItemPlan plan, String doing, ItemCall.Call<? extends T> call)
            throws KeyTransferException {
        try {
            return Optional.of(ItemCall.of(plan.item(), doing, call));
        } catch (KeyTransferException e) {
            failed(plan.item(), e);
            return Optional.empty();
        }
    }

    void deliver(ItemPlan plan, Delivery.Ready delivery) throws KeyTransferException {
        if (delivery instanceof Delivery.File file) {
            attempt(plan, "delivering", () -> outputs.stage(plan, file.content()))
                    .ifPresent(files::add);
        } else if (delivery instanceof Delivery.Action action) {
            BatchItem item = plan.item();
            Optional<String> intent =
                    attempt(plan, "delivering", () -> BatchJournal.will(item, action.intent()));
            if (intent.isPresent()
                    && attempt(plan, "delivering", () -> wraps.sends(item)).orElse(false)) {
                journal.append(intent.get());
                inHand.sending();
                send(item, action.request());
            }
        }
    }

    private void send(BatchItem item, Delivery.Request request) throws KeyTransferException {
        Map<String, String> result;
        String done;
        try {
            result = ItemCall.of(item, "delivering", () -> sent(request));
            done = ItemCall.of(item, "delivering", () -> BatchJournal.done(item, result));
        } catch (UnknownOutcomeException e) {
            add(ItemResult.failed(item, e));
            return;
        } catch (UnexpectedException e) {
            // It may have been thrown before the change, or after.
            add(ItemResult.failed(item, new UnknownOutcomeException(e)));
            return;
        } catch (IncidentException e) {
            wraps.incident();
            add(ItemResult.failed(item, e));
            journal.append(BatchJournal.incident(item, shortened(e)));
            throw e;
        } catch (KeyTransferException e) {
            failed(item, e);
            return;
        }
        try {
            wraps.sent(item, result);
        } catch (CheckFailedException e) {
            add(ItemResult.failed(item, e));
            throw e;
        }
        journal.append(done);
        add(ItemResult.done(item));
    }

    /** What cannot be closed was open: the change may have been made. */
    private static Map<String, String> sent(Delivery.Request request) throws KeyTransferException {
        try {
            return request.send();
        } catch (KeyTransferException.Unchecked e) {
            throw new UnknownOutcomeException(e.getCause());
        }
    }

    private void failed(BatchItem item, KeyTransferException error) throws KeyTransferException {
        GroupCommit.requireRoom(error);
        add(ItemResult.failed(item, error));
        failures.append(BatchJournal.failed(item, shortened(error)));
    }

    private static String shortened(KeyTransferException error) {
        String message = String.valueOf(error.getMessage());
        return message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH));
    }

    /** Writes the failures into the journal. */
    void end() throws FileException {
        if (!failures.isEmpty()) {
            journal.append(failures.toString());
        }
    }

    boolean isEmpty() {
        return files.isEmpty() && results.isEmpty();
    }

    /** Returns the files, which {@link GroupCommit} names. */
    List<ItemFile> files() {
        return files;
    }

    /** Returns what became of the other items. */
    List<ItemResult> results() {
        return results;
    }

    void discardFiles() {
        discard(files);
        files.clear();
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
