package dev.keyhaul.batch;

import dev.keyhaul.core.KeyTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Does the items of a shard: threads read and wrap, and one more writes what they hand over, so
 * that the processors and the disk work at the same time. Memory is bounded by the number of
 * threads, whatever the manifest's length.
 */
public final class BatchRun {
    /** What may wait to be written, and what is written together at most. */
    private static final int MAX_WAITING_CHUNKS = 32;

    private static final List<Prepared.File> END = List.of();

    private final Manifest manifest;
    private final ManifestCheck checked;
    private final Shard shard;
    private final BatchJournal journal;
    private final BatchWork work;
    private final GroupSync sync;
    private final BatchTally tally;

    private final BlockingQueue<List<Prepared.File>> written =
            new ArrayBlockingQueue<>(MAX_WAITING_CHUNKS);
    private final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    private volatile boolean stopping;

    /**
     * Makes a run that has not begun.
     *
     * @param checked what {@link ManifestCheck#of} found of the manifest
     * @param journal the shard's
     * @param tally gets how far it is
     */
    public BatchRun(
            Manifest manifest,
            ManifestCheck checked,
            Shard shard,
            BatchJournal journal,
            BatchWork work,
            GroupSync sync,
            BatchTally tally) {
        this.manifest = manifest;
        this.checked = checked;
        this.shard = shard;
        this.journal = journal;
        this.work = work;
        this.sync = sync;
        this.tally = tally;
    }

    /**
     * Does what is not done yet, and returns at the end or after {@link #stop}; items that failed
     * do not stop the others.
     *
     * @param jobs how many threads read and wrap
     * @throws KeyTransferException when nothing more can be done: the disk is full, the journal
     *     cannot be written, or the manifest was changed
     */
    public void run(int jobs) throws KeyTransferException {
        try (ManifestReader reader = manifest.open()) {
            ItemFeed feed = new ItemFeed(manifest, reader, checked, shard, journal.earlier(), work);
            Thread writer = start("batch-writer", this::write);
            List<Thread> workers = new ArrayList<>();
            for (int i = 1; i <= jobs; i++) {
                workers.add(start("batch-" + i, () -> prepare(feed)));
            }
            workers.forEach(BatchRun::join);
            put(END);
            join(writer);
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

    /** Tells whether {@link #stop} was called. */
    public boolean isStopped() {
        return stopping;
    }

    private interface Part {
        void run() throws KeyTransferException;
    }

    private Thread start(String name, Part part) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                part.run();
                            } catch (KeyTransferException | RuntimeException | Error e) {
                                fatal.compareAndSet(null, e);
                            }
                        },
                        name);
        thread.start();
        return thread;
    }

    private void prepare(ItemFeed feed) throws KeyTransferException {
        while (!stopping && fatal.get() == null) {
            List<BatchItem> chunk = feed.next();
            if (chunk.isEmpty()) {
                return;
            }
            ChunkOutcomes outcomes = new ChunkOutcomes(journal, tally);
            List<BatchItem> open = outcomes.withoutDone(chunk, work);
            try {
                if (!open.isEmpty()) {
                    work.prepare(open, outcomes);
                }
                outcomes.tellFailures();
            } catch (KeyTransferException | RuntimeException e) {
                outcomes.discardFiles();
                throw e;
            }
            if (!outcomes.files().isEmpty()) {
                put(outcomes.files());
            }
        }
    }

    /** After a failure the queue is emptied on, so that nobody waits for room in it. */
    private void write() throws KeyTransferException {
        GroupCommit commit = new GroupCommit(journal, sync, tally);
        for (boolean ended = false; !ended; ) {
            List<List<Prepared.File>> chunks = new ArrayList<>();
            chunks.add(take());
            written.drainTo(chunks);
            ended = chunks.remove(END);
            List<Prepared.File> files = chunks.stream().flatMap(List::stream).toList();
            if (fatal.get() != null) {
                ChunkOutcomes.discard(files);
            } else if (!files.isEmpty()) {
                commit(commit, files);
            }
        }
        commit.finish();
    }

    private void commit(GroupCommit commit, List<Prepared.File> files) {
        try {
            commit.commit(files);
        } catch (KeyTransferException | RuntimeException e) {
            fatal.compareAndSet(null, e);
            ChunkOutcomes.discard(files);
        }
    }

    private void put(List<Prepared.File> files) {
        uninterruptibly(
                () -> {
                    written.put(files);
                    return files;
                });
    }

    private List<Prepared.File> take() {
        return uninterruptibly(written::take);
    }

    private static void join(Thread thread) {
        uninterruptibly(
                () -> {
                    thread.join();
                    return thread;
                });
    }

    private interface Waiting<T> {
        T get() throws InterruptedException;
    }

    /** Nobody interrupts these threads: {@link #stop} is how they end. */
    private static <T> T uninterruptibly(Waiting<T> waiting) {
        while (true) {
            try {
                return waiting.get();
            } catch (InterruptedException e) {
                // Goes on waiting.
            }
        }
    }
}
