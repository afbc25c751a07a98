package dev.keyhaul.batch;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What is done with the items of a manifest. Called by several threads at once. */
@SuppressWarnings("exports")
public interface BatchWork {
    /** Items of this weight together are done as one. */
    int CHUNK = 64;

    /**
     * Returns how much work an item is, from 1 to {@link #CHUNK}: those that take long are taken
     * few at a time, so that a batch that is to stop stops soon.
     */
    int weight(BatchItem item);

    /**
     * Opens and wraps the keys of some items, and tells of each once what became of it.
     *
     * @throws dev.keyhaul.core.KeyTransferException when no item can be done any more: the batch
     *     ends then
     */
    void prepare(List<BatchItem> items, Outcomes outcomes) throws KeyTransferException;

    /**
     * Looks whether what a run was about to do when it was killed is done.
     *
     * @param intent what the journal says of it
     * @return what the journal is to say, when it is done; empty when it is not
     * @throws KeyTransferException when that cannot be found out: the item fails then
     */
    Optional<JsonObject> findDone(BatchItem item, JsonObject intent) throws KeyTransferException;

    /** Where {@link #prepare} tells what became of an item. */
    interface Outcomes {
        /** The item is ready. */
        void prepared(Prepared prepared) throws KeyTransferException;

        /** The item failed. */
        void failed(BatchItem item, KeyTransferException error) throws KeyTransferException;
    }
}
