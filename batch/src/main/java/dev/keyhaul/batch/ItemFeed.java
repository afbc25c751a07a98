package dev.keyhaul.batch;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hands out the items of a shard that are not done yet, or whose files are to be compared, some at
 * a time. Thread-safe.
 */
final class ItemFeed implements AutoCloseable {
    private final Batch batch;
    private final ManifestReader reader;
    private final Shard shard;
    private final JournalState earlier;
    private boolean ended;

    ItemFeed(Batch batch, Shard shard, JournalState earlier) throws KeyTransferException {
        this.batch = batch;
        this.reader = batch.settings.manifest.open(batch.settings.parser.columns());
        this.shard = shard;
        this.earlier = earlier;
    }

    /** Returns the next ones; none at the end. */
    synchronized List<ItemPlan> next() throws KeyTransferException {
        List<ItemPlan> chunk = new ArrayList<>();
        for (int weight = 0; !ended && weight < ItemPlan.CHUNK; ) {
            Optional<BatchItem> item = reader.next();
            if (item.isEmpty()) {
                end();
            } else if (shard.has(item.get().index()) && isToDo(item.get().line())) {
                ItemPlan plan = batch.settings.parser.parse(item.get());
                chunk.add(plan);
                weight += plan.weight();
            }
        }
        return chunk;
    }

    /** A file that an earlier run made is compared with the journal. */
    private boolean isToDo(int line) {
        return !earlier.isDone(line) || earlier.doneHash(line).isPresent();
    }

    private void end() throws CheckFailedException {
        ended = true;
        if (!reader.sha256().equals(batch.sha256())) {
            throw new CheckFailedException(
                    batch.manifest().file() + " was changed while the batch ran",
                    "compare the outputs with the manifest that you intended");
        }
    }

    @Override
    public void close() throws KeyTransferException {
        reader.close();
    }
}
