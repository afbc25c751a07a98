package dev.keyhaul.batch;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.StagedFile;
import dev.keyhaul.core.json.JsonObject;

/** An item whose key is wrapped; nothing of it can be seen yet where it is to go. */
@SuppressWarnings("exports")
public sealed interface Prepared {
    /** Returns the item. */
    BatchItem item();

    /**
     * Returns what is written into the journal before the item gets to its place, and by which
     * {@link BatchWork#findDone} will know it there.
     */
    JsonObject intent();

    /** A file, which is synced and gets its name together with others. */
    record File(BatchItem item, JsonObject intent, StagedFile staged) implements Prepared {}

    /** A step that takes long, at a service or in a store. */
    record Step(BatchItem item, JsonObject intent, Action action) implements Prepared {}

    /** What a step does. */
    @FunctionalInterface
    interface Action {
        /**
         * Does it.
         *
         * @return what the journal is to say of it
         * @throws KeyTransferException when the item failed; others go on
         */
        JsonObject run() throws KeyTransferException;
    }
}
