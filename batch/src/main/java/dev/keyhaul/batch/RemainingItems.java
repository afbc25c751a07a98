package dev.keyhaul.batch;

import dev.keyhaul.batch.journal.JournalState;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.plan.ItemPlan;
import dev.keyhaul.batch.rows.ManifestReader;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The items of a shard that the journal's state leaves: those not done yet, and those whose files
 * are compared with it. Hands out some at a time. Thread-safe.
 */
final class RemainingItems implements AutoCloseable {
    private final Batch batch;
    private final ManifestReader reader;
    private final Shard shard;
    private final JournalState earlier;
    private boolean ended;

    RemainingItems(Batch batch, Shard shard, JournalState earlier) throws KeyTransferException {
        this.batch = batch;
        this.reader = ManifestReader.open(batch.manifest(), batch.settings.parser.columns());
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
            } else if (shard.has(item.get().index()) && earlier.leaves(item.get().line())) {
                ItemPlan plan = plan(item.get());
                chunk.add(plan);
                weight += plan.weight();
            }
        }
        return chunk;
    }

    /** Its check was good: what fails now is this item, if the manifest is still the same. */
    private ItemPlan plan(BatchItem item) {
        try {
            return batch.settings.parser.parse(item);
        } catch (KeyTransferException e) {
            return ItemPlan.failing(item, e);
        }
    }

    private void end() throws CheckFailedException {
        ended = true;
        if (!reader.sha256().equals(batch.sha256())) {
            throw new CheckFailedException(
                    Reason.BATCH_JOURNAL_DIFFERS,
                    batch.manifest().file() + " was changed while the batch ran",
                    "compare the outputs with the manifest that you meant to use");
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
