package dev.keyhaul.batch;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.event.ItemEnd;
import org.jspecify.annotations.Nullable;

/** What became of an item in this run; final for the run. */
record ItemResult(BatchItem item, Kind kind, @Nullable KeyTransferException error) {
    enum Kind {
        /** This run has done it. */
        DONE,
        /** An earlier run had done it, and could not say so any more. */
        FOUND,
        /** It is not done, or nobody knows. */
        FAILED,
        /** An earlier run had done it, and its result is missing or was changed. */
        LOST
    }

    static ItemResult done(BatchItem item) {
        return new ItemResult(item, Kind.DONE, null);
    }

    static ItemResult found(BatchItem item) {
        return new ItemResult(item, Kind.FOUND, null);
    }

    static ItemResult failed(BatchItem item, KeyTransferException error) {
        return new ItemResult(item, Kind.FAILED, error);
    }

    static ItemResult lost(BatchItem item, KeyTransferException error) {
        return new ItemResult(item, Kind.LOST, error);
    }

    /** Returns it as a listener hears of it: the error may say what a token answered. */
    ItemEnd end() {
        return new ItemEnd(
                item.line(),
                switch (kind) {
                    case DONE -> ItemEnd.Outcome.DONE;
                    case FOUND -> ItemEnd.Outcome.FOUND_DONE;
                    case FAILED -> ItemEnd.Outcome.FAILED;
                    case LOST -> ItemEnd.Outcome.LOST;
                });
    }
}
