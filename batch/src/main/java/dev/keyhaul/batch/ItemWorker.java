package dev.keyhaul.batch;

import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.destination.Delivery;
import dev.keyhaul.batch.destination.IncidentException;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.journal.JournalState;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.plan.ItemCall;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.notice.Deferral;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Opens the keys of items, wraps those that go under a KEK, and delivers them. Thread-safe. */
final class ItemWorker {
    /** A batch has few KEKs; if it has many, most are used with new ciphers: memory is bounded. */
    private static final int MAX_DOORS = 256;

    private final Batch batch;
    private final Batch.Settings settings;
    private final BatchJournal journal;
    private final BatchTally tally;
    private final ItemFiles files;
    private final ItemWraps wraps;
    private final ItemsInHand inHand;

    /** One for each KEK, whose ciphers are used again. */
    private final Map<KeyExchangeKey, BlobWrapper> wrappers = new ConcurrentHashMap<>();

    ItemWorker(
            Batch batch,
            BatchJournal journal,
            BatchTally tally,
            ItemWraps wraps,
            ItemsInHand inHand) {
        this.batch = batch;
        this.settings = batch.settings;
        this.journal = journal;
        this.files = new ItemFiles(journal, batch);
        this.tally = tally;
        this.wraps = wraps;
        this.inHand = inHand;
    }

    ChunkOutcomes newChunk() {
        return new ChunkOutcomes(files, journal, wraps, inHand);
    }

    /**
     * Does some items.
     *
     * @param outcomes of a new chunk; whole, without files, when this throws
     * @param goesOn whether another item may begin
     * @throws KeyTransferException if no item can be done any more: the batch ends then
     */
    void work(List<ItemPlan> plans, ChunkOutcomes outcomes, BooleanSupplier goesOn)
            throws KeyTransferException {
        try {
            for (ItemPlan plan : plans) {
                if (!goesOn.getAsBoolean()) {
                    break;
                }
                workOn(plan, outcomes);
            }
            outcomes.end();
        } catch (KeyTransferException | RuntimeException | Error e) {
            outcomes.discardFiles();
            throw e;
        }
    }

    /** What is no failure of an item ends the run, which says where it was. */
    private void workOn(ItemPlan plan, ChunkOutcomes outcomes) throws KeyTransferException {
        inHand.begin(plan.item());
        try {
            if (!wasDone(plan, outcomes)) {
                // The key may be one in the clear.
                Deferral.during(
                        () -> {
                            work(plan, outcomes);
                            return true;
                        });
            }
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException(
                    "the batch ended at line "
                            + plan.item().line()
                            + ", by "
                            + e.getClass().getName(),
                    e);
        } finally {
            inHand.end();
        }
    }

    /**
     * Whether nothing is left to do: an earlier run had done the item, or that is unknown, or it
     * must not be done again.
     */
    private boolean wasDone(ItemPlan plan, ChunkOutcomes outcomes) throws FileException {
        BatchItem item = plan.item();
        if (journal.earlier().isDone(item.line())) {
            compare(plan, outcomes);
            return true;
        }
        Optional<String> earlier = journal.earlier().incident(item.line());
        if (earlier.isPresent()) {
            outcomes.add(ItemResult.failed(item, ofEarlierRun(earlier.get())));
            return true;
        }
        Optional<Map<String, String>> voided = journal.earlier().voided(item.line());
        if (voided.isPresent() && isSettled(plan, voided.get(), outcomes)) {
            return true;
        }
        Optional<Map<String, String>> intent = journal.earlier().begun(item.line());
        if (intent.isEmpty()) {
            return false;
        }
        Optional<Found> found;
        try {
            found = ItemCall.of(item, "looking for", () -> found(plan, intent.get()));
        } catch (KeyTransferException e) {
            // Its line in the journal stays open: the next run looks again.
            outcomes.add(ItemResult.failed(item, e));
            return true;
        }
        if (found.isPresent()) {
            journal.append(found.get().line());
            outcomes.add(ItemResult.found(item, found.get().file()));
        }
        return found.isPresent();
    }

    /**
     * Whether an item whose result is void must not be done again. Its file may still have its
     * name, if the earlier run was killed.
     */
    private static boolean isSettled(
            ItemPlan plan, Map<String, String> voided, ChunkOutcomes outcomes) {
        String sha256 = voided.get(JournalState.SHA256);
        try {
            if (sha256 == null || plan.file().isEmpty()) {
                throw new CheckFailedException(
                        Reason.BATCH_VOID_SENT,
                        voided.getOrDefault(JournalState.MESSAGE, "its result is void"),
                        voided.getOrDefault(JournalState.HINT, ""));
            }
            BatchFile.setAside(plan.file().get(), sha256);
            return false;
        } catch (KeyTransferException e) {
            outcomes.add(ItemResult.failed(plan.item(), e));
            return true;
        }
    }

    private static IncidentException ofEarlierRun(String message) {
        return new IncidentException(
                new RefusedException(
                        Reason.BATCH_INCIDENT,
                        message,
                        "the batch never retries this item: after the incident, put its key or a"
                                + " new key into another manifest"));
    }

    /** Its line in the journal stays: a run that found it failed would have to do it again. */
    private void compare(ItemPlan plan, ChunkOutcomes outcomes) {
        Optional<String> sha256 = journal.earlier().doneHash(plan.item().line());
        if (sha256.isEmpty() || plan.file().isEmpty()) {
            return;
        }
        try {
            outcomes.add(ItemResult.same(plan.item(), files.requireUnchanged(plan, sha256.get())));
        } catch (KeyTransferException e) {
            outcomes.add(ItemResult.lost(plan.item(), e));
        }
    }

    /** What an earlier run had done: the journal's line, and the file, if it is one. */
    private record Found(String line, Optional<BatchFile> file) {}

    private Optional<Found> found(ItemPlan plan, Map<String, String> intent)
            throws KeyTransferException {
        if (plan.file().isPresent()) {
            return files.find(plan, intent)
                    .map(file -> new Found(BatchJournal.found(plan.item()), Optional.of(file)));
        }
        return plan.target()
                .find(intent, warnings(plan))
                .map(result -> new Found(BatchJournal.done(plan.item(), result), Optional.empty()));
    }

    private Consumer<String> warnings(ItemPlan plan) {
        return warning -> tally.warned(plan.item(), warning);
    }

    private void work(ItemPlan plan, ChunkOutcomes outcomes) throws KeyTransferException {
        Optional<OpenedKey> opened = outcomes.attempt(plan, "opening", () -> open(plan));
        if (opened.isEmpty()) {
            return;
        }
        try {
            Optional<Delivery.Ready> ready =
                    outcomes.attempt(plan, "delivering", () -> wrapped(plan, opened.get().key()));
            if (ready.isPresent()) {
                outcomes.deliver(plan, ready.get());
            }
        } finally {
            close(plan, opened.get());
        }
    }

    /** The outcome of the item is settled by then. */
    private void close(ItemPlan plan, OpenedKey opened) {
        try {
            ItemCall.of(
                    plan.item(),
                    "closing",
                    () -> {
                        opened.close();
                        return true;
                    });
        } catch (KeyTransferException e) {
            warnings(plan).accept("closing the key: " + e.getMessage());
        }
    }

    private OpenedKey open(ItemPlan plan) throws KeyTransferException {
        SourceContext context =
                batch.context(plan, warnings(plan))
                        .allowingWeakKeys(settings.weakKeys)
                        .testingPrimality(testsPrimality(plan));
        OpenedKey opened = plan.key().open(context);
        try {
            requireExpected(plan.item(), opened.key());
            return opened;
        } catch (KeyTransferException | RuntimeException | Error e) {
            close(plan, opened);
            throw e;
        }
    }

    /** A source is a path or a name: what it leads to may be another key than that of before. */
    private static void requireExpected(BatchItem item, TransferableKey key)
            throws KeyTransferException {
        Optional<Fingerprint> expected = item.expected();
        Fingerprint opened = key.description().fingerprint();
        if (expected.isPresent() && !expected.get().equals(opened)) {
            throw new CheckFailedException(
                    Reason.KEY_DIFFERS,
                    "the key is " + opened + ", but expect is " + expected.get(),
                    "the key was not used; find out which of the two is wrong");
        }
    }

    /**
     * Whether the factors are primes takes a hundred times as long as everything else that a blob
     * needs. It is tested for targets that are slow anyway, or where the operator asks for it.
     */
    private boolean testsPrimality(ItemPlan plan) {
        return plan.file().isEmpty() || settings.primality;
    }

    private Delivery.Ready wrapped(ItemPlan plan, TransferableKey key) throws KeyTransferException {
        Decision decision = batch.decision(plan, warnings(plan));
        TransferableKey noted =
                key instanceof SoftwareKey
                        ? key
                        : wraps.noting(plan.item(), decision.openers(), key);
        Delivery delivery = decision.deliver(noted, warnings(plan));
        if (delivery instanceof Delivery.UnderKek underKek) {
            BlobWrapper wrapper = wrapper(underKek.kek());
            wrapper.check(noted).forEach(warnings(plan));
            return underKek.next().deliver(wrapper.wrap(noted));
        }
        return (Delivery.Ready) delivery;
    }

    private BlobWrapper wrapper(KeyExchangeKey kek) {
        if (wrappers.size() >= MAX_DOORS && !wrappers.containsKey(kek)) {
            return newDoor(kek);
        }
        return wrappers.computeIfAbsent(kek, this::newDoor);
    }

    /** {@link #open} tests primes, where that is asked for. */
    private BlobWrapper newDoor(KeyExchangeKey kek) {
        return settings.wrappers
                .apply(kek)
                .testPrimality(false)
                .provider(settings.provider)
                .build();
    }
}
