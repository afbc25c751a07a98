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
 * are compared with it. Hands out some at a time; one whose calls may never return is alone, so
 * that it holds up no other. Thread-safe.
 */
final class RemainingItems implements AutoCloseable {
    private final Batch batch;
    private final ManifestCheck.Rows rows;
    private final Shard shard;
    private final JournalState earlier;
    private Optional<ItemPlan> ahead = Optional.empty();
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
        int weight = 0;
        for (Optional<ItemPlan> plan = ahead(); plan.isPresent(); plan = ahead()) {
            weight += plan.get().weight();
            if (!chunk.isEmpty() && weight > ItemPlan.CHUNK) {
                break;
            }
            chunk.add(plan.get());
            ahead = Optional.empty();
        }
        return chunk;
    }

    /** Returns the next one that is left, and keeps it until it is taken. */
    private Optional<ItemPlan> ahead() throws KeyTransferException {
        while (ahead.isEmpty() && !ended) {
            Optional<BatchItem> item = rows.next();
            if (item.isEmpty()) {
                ended = true;
            } else if (shard.has(item.get().index()) && earlier.leaves(item.get().line())) {
                ahead = Optional.of(plan(item.get()));
            }
        }
        return ahead;
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
