package dev.keyhaul.batch;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobDoor;
import dev.keyhaul.core.byok.KeyExchangeKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Opens the keys of items, wraps those that go under a KEK, and delivers them. Thread-safe. */
final class ItemWorker {
    private final Batch batch;
    private final Batch.Settings settings;
    private final BatchJournal journal;
    private final BatchTally tally;
    private final AtomicBoolean incident = new AtomicBoolean();

    /** One for each KEK, whose ciphers are used again. */
    private final Map<KeyExchangeKey, BlobDoor> doors = new ConcurrentHashMap<>();

    ItemWorker(Batch batch, BatchJournal journal, BatchTally tally) {
        this.batch = batch;
        this.settings = batch.settings;
        this.journal = journal;
        this.tally = tally;
    }

    /**
     * Does some items, and returns the files that they become.
     *
     * @throws KeyTransferException if no item can be done any more: the batch ends then
     */
    List<ItemFile> work(List<ItemPlan> plans) throws KeyTransferException {
        OutputFiles files = new OutputFiles(journal, batch);
        ChunkOutcomes outcomes = new ChunkOutcomes(files, journal, tally, incident);
        try {
            for (ItemPlan plan : plans) {
                if (!wasDone(plan, files)) {
                    work(plan, outcomes);
                }
            }
            return outcomes.end();
        } catch (KeyTransferException | RuntimeException e) {
            outcomes.discardFiles();
            throw e;
        }
    }

    /**
     * Whether nothing is left to do: an earlier run had done the item, or that is unknown, or it
     * must not be done again.
     */
    private boolean wasDone(ItemPlan plan, OutputFiles files) throws FileException {
        BatchItem item = plan.item();
        if (journal.earlier().isDone(item.line())) {
            compare(plan, files);
            return true;
        }
        Optional<String> earlier = journal.earlier().incident(item.line());
        if (earlier.isPresent()) {
            tally.failed(item, new IncidentException(earlier.get()));
            return true;
        }
        Optional<Map<String, String>> intent = journal.earlier().begun(item.line());
        if (intent.isEmpty()) {
            return false;
        }
        Optional<String> found;
        try {
            found = found(plan, intent.get(), files);
        } catch (KeyTransferException e) {
            // Its line in the journal stays open: the next run looks again.
            tally.failed(item, e);
            return true;
        }
        if (found.isPresent()) {
            journal.append(found.get());
            tally.foundDone();
        }
        return found.isPresent();
    }

    /** Its line in the journal stays: a run that found it failed would have to do it again. */
    private void compare(ItemPlan plan, OutputFiles files) {
        Optional<String> sha256 = journal.earlier().doneHash(plan.item().line());
        if (sha256.isEmpty() || plan.target().file().isEmpty()) {
            return;
        }
        try {
            files.requireUnchanged(plan, sha256.get());
        } catch (KeyTransferException e) {
            tally.lost(plan.item(), e);
        }
    }

    private Optional<String> found(ItemPlan plan, Map<String, String> intent, OutputFiles files)
            throws KeyTransferException {
        if (plan.target().file().isPresent()) {
            return files.isDone(plan, intent)
                    ? Optional.of(BatchJournal.found(plan.item()))
                    : Optional.empty();
        }
        return plan.target()
                .find(intent, warnings(plan))
                .map(result -> BatchJournal.done(plan.item(), result));
    }

    private Consumer<String> warnings(ItemPlan plan) {
        return warning -> tally.warned(plan.item(), warning);
    }

    private void work(ItemPlan plan, ChunkOutcomes outcomes) throws KeyTransferException {
        Optional<OpenItem> opened =
                outcomes.attempt(plan, () -> OpenItem.open(plan, settings, warnings(plan)));
        if (opened.isEmpty()) {
            return;
        }
        try (OpenItem item = opened.get()) {
            Optional<Delivery.Ready> ready = outcomes.attempt(plan, () -> wrapped(item));
            if (ready.isPresent()) {
                outcomes.deliver(plan, ready.get());
            }
        }
    }

    private Delivery.Ready wrapped(OpenItem item) throws KeyTransferException {
        Delivery delivery = item.plan().target().deliver(item.key(), item.warnings());
        if (delivery instanceof Delivery.UnderKek underKek) {
            BlobDoor door = doors.computeIfAbsent(underKek.kek(), this::door);
            door.check(item.key()).forEach(item.warnings());
            return underKek.next().deliver(door.wrap(item.key()));
        }
        return (Delivery.Ready) delivery;
    }

    /** {@link OpenItem} tests primes, where that is asked for. */
    private BlobDoor door(KeyExchangeKey kek) {
        return settings.doors.apply(kek).testPrimality(false).provider(settings.provider).build();
    }
}
