package dev.keyhaul.batch;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands out the items of a shard that are not done yet, some at a time. Thread-safe. */
final class ItemFeed {
    private final Manifest manifest;
    private final ManifestReader reader;
    private final ManifestCheck checked;
    private final Shard shard;
    private final JournalState earlier;
    private final BatchWork work;
    private boolean ended;

    ItemFeed(
            Manifest manifest,
            ManifestReader reader,
            ManifestCheck checked,
            Shard shard,
            JournalState earlier,
            BatchWork work) {
        this.manifest = manifest;
        this.reader = reader;
        this.checked = checked;
        this.shard = shard;
        this.earlier = earlier;
        this.work = work;
    }

    /** Returns the next ones; none at the end. */
    synchronized List<BatchItem> next() throws KeyTransferException {
        List<BatchItem> chunk = new ArrayList<>();
        for (int weight = 0; !ended && weight < BatchWork.CHUNK; ) {
            Optional<BatchItem> item = reader.next();
            if (item.isEmpty()) {
                end();
            } else if (isOurs(item.get())) {
                chunk.add(item.get());
                weight += work.weight(item.get());
            }
        }
        return chunk;
    }

    private boolean isOurs(BatchItem item) {
        return shard.has(item.index()) && !earlier.isDone(item.line());
    }

    private void end() throws CheckFailedException {
        ended = true;
        if (!reader.sha256().equals(checked.sha256())) {
            throw new CheckFailedException(
                    manifest.file() + " was changed while the batch ran",
                    "compare the outputs with the manifest that you meant");
        }
    }
}
