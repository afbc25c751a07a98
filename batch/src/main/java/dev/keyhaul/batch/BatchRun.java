package dev.keyhaul.batch;

import dev.keyhaul.batch.GroupCommit.ItemFile;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A shard of a batch with its journal: threads read and wrap, and the caller's thread writes what
 * they hand over, so that the processors and the disk work at the same time. Memory is bounded by
 * the number of threads, whatever the manifest's length.
 *
 * <pre>{@code
 * try (BatchRun run = batch.open(journal, Shard.WHOLE, Files.exists(journal))) {
 *     run.run(batch.jobs(), (done, failed) -> show(done, failed));
 *     show(run.tally().done(), run.tally().failures());
 * }
 * }</pre>
 *
 * <p>The caller closes it, which releases the journal. Secrets and tokens stay the caller's to
 * close.
 *
 * @since 0.1.0
 */
public final class BatchRun implements AutoCloseable {
    /** The number of chunks that may wait to be written, and that are written together at most. */
    private static final int MAX_WAITING_CHUNKS = 32;

    private static final long PROGRESS_MILLIS = 200;

    private static final List<ItemFile> END = List.of();

    private final Batch batch;
    private final Shard shard;
    private final BatchJournal journal;
    private final BatchTally tally = new BatchTally();
    private final boolean wrapsHere;

    private final BlockingQueue<List<ItemFile>> written =
            new ArrayBlockingQueue<>(MAX_WAITING_CHUNKS);
    private final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    private volatile boolean stopping;

    BatchRun(Batch batch, Shard shard, BatchJournal journal) {
        this.batch = batch;
        this.shard = shard;
        this.journal = journal;
        this.wrapsHere = batch.items.wrapsHere() > 0 && left() > 0;
    }

    /** Hears how far a run is. Called by the thread that runs the batch. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Takes the numbers so far; called on the thread of {@link BatchRun#run}.
         *
         * @param done how many items this run has done
         * @param failed how many have failed
         */
        void show(long done, long failed);
    }

    /**
     * Processes the items that are left, compares the files of earlier runs with the journal, and
     * returns at the end or after {@link #stop}; items that fail do not stop the others. An
     * interrupt of the calling thread stops the run. Call it once.
     *
     * @param jobs the number of threads that read and wrap
     * @param progress called several times a second, and at the end
     * @throws KeyTransferException if nothing more can be done: the disk is full, the journal
     *     cannot be written, or the manifest was changed
     */
    public void run(int jobs, Progress progress) throws KeyTransferException {
        Batch.Settings settings = batch.settings;
        settings.sync.expect(journal.folder());
        try (RemainingItems items = new RemainingItems(batch, shard, journal.earlier())) {
            ItemWorker worker = new ItemWorker(batch, journal, tally);
            for (int i = 1; i <= jobs; i++) {
                new Thread(() -> work(worker, items), "batch-" + i).start();
            }
            write(jobs, progress);
        }
        Throwable failure = fatal.get();
        if (failure instanceof KeyTransferException known) {
            throw known;
        } else if (failure != null) {
            throw new IllegalStateException("a thread of the batch failed", failure);
        }
    }

    /** Lets the items in hand end, and no other begin. May be called from any thread. */
    public void stop() {
        stopping = true;
    }

    /** {@return whether {@link #stop} was called} */
    public boolean isStopped() {
        return stopping;
    }

    private interface Part {
        void run() throws KeyTransferException;
    }

    private void guarded(Part part) {
        try {
            part.run();
        } catch (KeyTransferException | RuntimeException | Error e) {
            fatal.compareAndSet(null, e);
        }
    }

    private void work(ItemWorker worker, RemainingItems items) {
        guarded(
                () -> {
                    while (!stopping && fatal.get() == null) {
                        List<ItemPlan> chunk = items.next();
                        if (chunk.isEmpty()) {
                            return;
                        }
                        List<ItemFile> files = worker.work(chunk);
                        if (!files.isEmpty()) {
                            put(files);
                        }
                    }
                });
        put(END);
    }

    private void put(List<ItemFile> files) {
        for (boolean done = false; !done; ) {
            try {
                written.put(files);
                done = true;
            } catch (InterruptedException e) {
                // Nobody interrupts these threads: stop() is how they end.
            }
        }
    }

    /** Goes on after a failure, so that no worker waits for room in the queue. */
    private void write(int workers, Progress progress) {
        GroupCommit commit = new GroupCommit(journal, batch.settings.sync, tally);
        for (int working = workers; working > 0; ) {
            List<List<ItemFile>> chunks = take();
            working -= (int) chunks.stream().filter(List::isEmpty).count();
            guarded(
                    () -> {
                        commit(commit, chunks.stream().flatMap(List::stream).toList());
                        progress.show(tally.done(), tally.failed());
                    });
        }
        guarded(commit::finish);
        guarded(() -> progress.show(tally.done(), tally.failed()));
    }

    private List<List<ItemFile>> take() {
        List<List<ItemFile>> chunks = new ArrayList<>();
        try {
            List<ItemFile> first = written.poll(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                chunks.add(first);
                written.drainTo(chunks);
            }
        } catch (InterruptedException e) {
            stop();
        }
        return chunks;
    }

    private void commit(GroupCommit commit, List<ItemFile> files) throws KeyTransferException {
        if (fatal.get() != null) {
            ChunkOutcomes.discard(files);
        } else if (!files.isEmpty()) {
            try {
                commit.commit(files);
            } catch (KeyTransferException | RuntimeException e) {
                ChunkOutcomes.discard(files);
                throw e;
            }
        }
    }

    /** {@return the batch} */
    public Batch batch() {
        return batch;
    }

    /** {@return the part of the batch that this is} */
    public Shard shard() {
        return shard;
    }

    /** {@return the file of the journal} */
    public Path journal() {
        return journal.file();
    }

    /** {@return how many items earlier runs have done, but for those that are found to be lost} */
    public long doneBefore() {
        return journal.doneBefore() - tally.lost();
    }

    /** {@return how many items of the shard earlier runs have left to do, with those lost} */
    public long left() {
        return shard.share(batch.items()) - doneBefore();
    }

    /** {@return what wraps software keys under KEKs; empty if there are none to wrap} */
    public Optional<String> wrappedBy() {
        return wrapsHere ? Optional.of(batch.settings.provider.name()) : Optional.empty();
    }

    /** {@return the numbers so far} */
    public BatchTally tally() {
        return tally;
    }

    /**
     * Closes the journal, which another run may use then.
     *
     * @throws KeyTransferException.Unchecked if the journal's file cannot be closed
     */
    @Override
    public void close() {
        journal.close();
    }
}
