package dev.keyhaul.batch;

import dev.keyhaul.batch.journal.JournalState;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.batch.plan.ManifestCheck;
import dev.keyhaul.core.KeyTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The items of a shard that the journal's state leaves: those not done yet, and those whose files
 * are compared with it. Hands out some at a time. Thread-safe.
 */
final class RemainingItems implements AutoCloseable {
    private final Batch batch;
    private final ManifestCheck.Rows rows;
    private final Shard shard;
    private final JournalState earlier;
    private boolean ended;

    RemainingItems(Batch batch, Shard shard, JournalState earlier) throws KeyTransferException {
        this.batch = batch;
        this.rows = batch.rows();
        this.shard = shard;
        this.earlier = earlier;
    }

    /** Returns the next ones; none at the end. */
    synchronized List<ItemPlan> next() throws KeyTransferException {
        List<ItemPlan> chunk = new ArrayList<>();
        for (int weight = 0; !ended && weight < ItemPlan.CHUNK; ) {
            Optional<BatchItem> item = rows.next();
            if (item.isEmpty()) {
                ended = true;
            } else if (shard.has(item.get().index()) && earlier.leaves(item.get().line())) {
                ItemPlan plan = plan(item.get());
                chunk.add(plan);
                weight += plan.weight();
            }
        }
        return chunk;
    }

    /** Its check was good, and its row is the same: what fails now is this item. */
    private ItemPlan plan(BatchItem item) {
        try {
            return batch.settings.parser.parse(item);
        } catch (KeyTransferException e) {
            return ItemPlan.failing(item, e);
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
