package dev.keyhaul.batch;

import dev.keyhaul.batch.GroupCommit.ItemFile;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A shard of a batch with its journal: threads read and wrap, and another writes what they hand
 * over, so that the processors and the disk work at the same time. The caller's thread hears what
 * became of each item. Memory is bounded by the number of threads, whatever the manifest's length,
 * but for half a kilobyte for each key in a token.
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
    /** The number of chunks of a thread that may wait to be written; all are written together. */
    private static final int WAITING_CHUNKS_PER_THREAD = 2;

    private final Batch batch;
    private final Shard shard;
    private final BatchJournal journal;
    private final BatchTally tally = new BatchTally();
    private final ItemsInHand inHand = new ItemsInHand();
    private final ItemWraps wraps;
    private final boolean wrapsHere;

    /** What workers have done; empty when one of them ends. */
    private BlockingQueue<Optional<ChunkOutcomes>> handedOver = new ArrayBlockingQueue<>(1);

    private final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    /** One permit for each task that the executor took and that has not begun. */
    private final Semaphore tasksToBegin = new Semaphore(0);

    private volatile boolean stopping;
    private boolean interrupted;

    /** The writer's own. */
    private boolean unwritable;

    BatchRun(Batch batch, Shard shard, BatchJournal journal) {
        this.batch = batch;
        this.shard = shard;
        this.journal = journal;
        this.wraps = new ItemWraps(journal);
        this.wrapsHere = batch.items.wrapsHere() > 0 && left() > 0;
    }

    /** Hears how far a run is. Called by the thread that runs the batch. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Takes the numbers so far; called several times a second, and at the end.
         *
         * @param done how many items this run has done
         * @param failed how many have failed
         */
        void show(long done, long failed);

        /**
         * Takes an item that is done, or turned out to be: its result is where it belongs, and the
         * journal has it.
         *
         * @param item the item
         */
        default void itemDone(BatchItem item) {}

        /**
         * Takes a file that an item became, or that an earlier run made of it and the journal still
         * has the hash of.
         *
         * @param file the file
         * @param byThisRun whether this run wrote it
         */
        default void fileDone(BatchFile file, boolean byThisRun) {}

        /**
         * Takes a file that {@link #fileDone} was told of, and that is void: the token used the
         * same AES key for another item's. {@link #itemFailed} follows for the item, although
         * {@link #itemDone} was told.
         *
         * @param file the file, at the path that it had
         * @param renamed where it is now
         */
        default void fileVoid(BatchFile file, Path renamed) {}

        /**
         * Takes an item that is not done, or whose outcome is unknown ({@link
         * dev.keyhaul.core.UnknownOutcomeException}).
         *
         * @param item the item
         * @param error why it failed
         */
        default void itemFailed(BatchItem item, KeyTransferException error) {}
    }

    /**
     * Processes the items that are left, compares the files of earlier runs with the journal, and
     * returns at the end or after {@link #stop}; items that fail do not stop the others, whatever
     * their source or destination throws. An interrupt of the calling thread stops the run, and is
     * still set when this returns.
     *
     * <p>However a run ends, its journal is whole, and the next run continues.
     *
     * @param jobs the number of threads that read and wrap: daemons of this run
     * @param progress hears of each item once, and again of one that becomes void; an exception
     *     that it throws ends the run, and is thrown here
     * @throws KeyTransferException if nothing more can be done: the disk is full, the journal
     *     cannot be written, or the manifest was changed
     * @throws IllegalStateException if this ran before; or if the JVM has no more memory or lacks a
     *     class, which is the cause, at the line of the message
     */
    public void run(int jobs, Progress progress) throws KeyTransferException {
        Arguments.notNull("progress", progress);
        AtomicInteger number = new AtomicInteger();
        run(
                jobs,
                work -> WriterThread.daemon(work, "batch-" + number.incrementAndGet()).start(),
                progress);
    }

    /**
     * Processes the items that are left by an application's threads, as {@link #run(int, Progress)}
     * says.
     *
     * @param jobs how many tasks read and wrap; each takes items until none is left
     * @param executor runs these tasks, in threads of its own; if it has fewer, in as many. It need
     *     not begin all of them: a run does not wait for those when no item is left, or after
     *     {@link #stop}. Do not interrupt its threads while they run one: that stops the run, and
     *     the file or the journal that the thread writes is closed
     * @param progress hears of each item, in the calling thread
     * @throws KeyTransferException if nothing more can be done
     * @throws IllegalStateException as {@link #run(int, Progress)} says
     */
    public void run(int jobs, Executor executor, Progress progress) throws KeyTransferException {
        Arguments.notNull("executor", executor, "progress", progress);
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("a run is run once: open the journal again");
        }
        try {
            if (Thread.interrupted()) {
                interrupt();
            }
            runOnce(jobs, executor, progress);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        Throwable failure = fatal.get();
        if (failure instanceof KeyTransferException known) {
            throw known;
        } else if (failure instanceof RuntimeException unexpected) {
            throw unexpected;
        } else if (failure != null) {
            throw (Error) failure;
        }
    }

    private void runOnce(int jobs, Executor executor, Progress progress)
            throws KeyTransferException {
        batch.settings.sync.expect(journal.folder());
        handedOver = new ArrayBlockingQueue<>(Math.max(1, WAITING_CHUNKS_PER_THREAD * jobs));
        try (RemainingItems items = new RemainingItems(batch, shard, journal.earlier());
                WriterThread writer = new WriterThread(this::interrupt)) {
            ItemWorker worker = new ItemWorker(batch, journal, tally, wraps, inHand);
            int working = 0;
            Thread caller = Thread.currentThread();
            while (working < jobs && starts(executor, () -> work(worker, items, caller))) {
                working++;
            }
            finish(working, writer, progress);
        }
    }

    /** A machine may have no room for another thread: those that run must end in order. */
    private boolean starts(Executor executor, Runnable work) {
        tasksToBegin.release();
        try {
            executor.execute(work);
            return true;
        } catch (RuntimeException | Error e) {
            tasksToBegin.acquireUninterruptibly();
            fatal.compareAndSet(null, e);
            return false;
        }
    }

    /**
     * Lets no other item begin. What is being delivered or written ends; a file that has no name
     * yet is removed, and the next run makes it again. So a run that makes files ends after two
     * groups of them at most, each of some hundred for each thread: the one that {@link Progress}
     * hears of, and the one that was written meanwhile. May be called from any thread.
     */
    public void stop() {
        stopping = true;
    }

    /**
     * {@return the items that are in hand now, the oldest first} May be called from any thread. All
     * that was finished before is in the journal, or will be within a second: so a process whose
     * items here never end can be ended, and the next run does them.
     */
    public List<ItemInHand> inHand() {
        return inHand.all();
    }

    /** {@return whether {@link #stop} was called} */
    public boolean isStopped() {
        return stopping;
    }

    private void interrupt() {
        interrupted = true;
        stop();
    }

    private boolean goesOn() {
        return !stopping && fatal.get() == null;
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

    private void work(ItemWorker worker, RemainingItems items, Thread caller) {
        if (Thread.currentThread() == caller) {
            throw new IllegalArgumentException(
                    "the executor runs tasks in the thread that gives them, which only writes");
        }
        if (!tasksToBegin.tryAcquire()) {
            return; // The run has ended, or is about to.
        }
        guarded(
                () -> {
                    while (goesOn()) {
                        List<ItemPlan> chunk = items.next();
                        if (chunk.isEmpty()) {
                            return;
                        }
                        ChunkOutcomes outcomes = worker.newChunk();
                        try {
                            worker.work(chunk, outcomes, this::goesOn);
                        } finally {
                            if (!outcomes.isEmpty()) {
                                put(Optional.of(outcomes));
                            }
                        }
                    }
                });
        put(Optional.empty());
    }

    private void put(Optional<ChunkOutcomes> chunk) {
        boolean wasInterrupted = false;
        for (boolean done = false; !done; ) {
            try {
                handedOver.put(chunk);
                done = true;
            } catch (InterruptedException e) {
                wasInterrupted = true;
                stop();
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Goes on after a failure, so that no worker waits for room in the queue. What has its name is
     * called done when nothing else comes for a moment: the next item may never end.
     */
    private void finish(int workers, WriterThread writer, Progress progress) {
        List<ItemResult> results = new ArrayList<>();
        GroupCommit commit = new GroupCommit(journal, batch.settings.sync, wraps, results::add);
        for (int working = workers; working > 0; ) {
            List<ItemFile> files = new ArrayList<>();
            for (Optional<ChunkOutcomes> chunk : take()) {
                if (chunk.isEmpty()) {
                    working -= 1 + tasksToBegin.drainPermits();
                } else {
                    files.addAll(chunk.get().files());
                    results.addAll(chunk.get().results());
                }
            }
            if (!files.isEmpty()) {
                write(writer, () -> commit(commit, files), progress);
            } else if (commit.isOpen()) {
                write(writer, commit::finish, progress);
            }
            tell(results, progress);
            if (!goesOn()) {
                working -= tasksToBegin.drainPermits();
            }
        }
        write(writer, commit::finish, progress);
        tell(results, progress);
    }

    /** A slow disk may take long: the caller hears meanwhile that the run goes on. */
    private void write(WriterThread writer, Part part, Progress progress) {
        guarded(() -> writer.run(() -> guarded(part), () -> guarded(() -> show(progress))));
    }

    private void show(Progress progress) {
        progress.show(tally.done(), tally.failed());
    }

    /** The one place that counts what became of an item, and tells it. */
    private void tell(List<ItemResult> results, Progress progress) {
        for (ItemResult result : results) {
            tally.count(result);
            result.file().ifPresent(file -> guarded(() -> tell(result, file, progress)));
            if (result.kind() == ItemResult.Kind.SAME) {
                continue;
            }
            guarded(() -> batch.settings.notifier.tell(told -> told.batchItem(result.end())));
            guarded(() -> tell(result, progress));
        }
        results.clear();
        guarded(() -> show(progress));
    }

    private static void tell(ItemResult result, BatchFile file, Progress progress) {
        if (result.kind() == ItemResult.Kind.VOID) {
            result.renamed().ifPresent(name -> progress.fileVoid(file, name));
        } else {
            progress.fileDone(file, result.kind() == ItemResult.Kind.DONE);
        }
    }

    /** What was delivered and is void ends the run. */
    private static void tell(ItemResult result, Progress progress) throws KeyTransferException {
        KeyTransferException error = result.error();
        if (error == null) {
            progress.itemDone(result.item());
        } else {
            progress.itemFailed(result.item(), error);
            if (result.kind() == ItemResult.Kind.VOID && result.file().isEmpty()) {
                throw error;
            }
        }
    }

    private List<Optional<ChunkOutcomes>> take() {
        List<Optional<ChunkOutcomes>> chunks = new ArrayList<>();
        try {
            Optional<ChunkOutcomes> first =
                    handedOver.poll(WriterThread.PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                chunks.add(first);
                handedOver.drainTo(chunks);
            }
        } catch (InterruptedException e) {
            interrupt();
        }
        return chunks;
    }

    /**
     * What was made before a worker failed gets its name, unless the disk or journal failed. A run
     * that is stopped names no more.
     */
    private void commit(GroupCommit commit, List<ItemFile> files) throws KeyTransferException {
        if (unwritable || stopping) {
            ChunkOutcomes.discard(files);
            return;
        }
        try {
            commit.commit(files);
        } catch (KeyTransferException | RuntimeException | Error e) {
            unwritable = true;
            ChunkOutcomes.discard(files);
            throw e;
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

    /** {@return how many items the shard has} */
    public long items() {
        return shard.share(batch.items());
    }

    /**
     * {@return how many items of the shard are not done by now: before, during and after the run}
     * Those that failed are among them, and those lost.
     */
    public long left() {
        return items() - doneBefore() - tally.done();
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
     * {@return how many events the batch's listener did not take: it threw, or there were too many}
     */
    public long droppedEvents() {
        return batch.settings.notifier.dropped();
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
