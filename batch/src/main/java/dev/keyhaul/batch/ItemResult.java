package dev.keyhaul.batch;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.event.ItemEnd;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of an item in this run; final for the run. */
record ItemResult(
        BatchItem item,
        Kind kind,
        @Nullable KeyTransferException error,
        Optional<BatchFile> file,
        Optional<Path> renamed) {
    enum Kind {
        /** This run has done it. */
        DONE,
        /** An earlier run had done it, and could not say so any more. */
        FOUND,
        /** An earlier run had done it, and its file is still the one that the journal has. */
        SAME,
        /** It is not done, or nobody knows. */
        FAILED,
        /** An earlier run had done it, and its result is missing or was changed. */
        LOST,
        /** This run had done it, and its result turned out to be void. */
        VOID
    }

    static ItemResult done(BatchItem item, Optional<BatchFile> file) {
        return new ItemResult(item, Kind.DONE, null, file, Optional.empty());
    }

    static ItemResult found(BatchItem item, Optional<BatchFile> file) {
        return new ItemResult(item, Kind.FOUND, null, file, Optional.empty());
    }

    static ItemResult same(BatchItem item, BatchFile file) {
        return new ItemResult(item, Kind.SAME, null, Optional.of(file), Optional.empty());
    }

    static ItemResult failed(BatchItem item, KeyTransferException error) {
        return new ItemResult(item, Kind.FAILED, error, Optional.empty(), Optional.empty());
    }

    static ItemResult lost(BatchItem item, KeyTransferException error) {
        return new ItemResult(item, Kind.LOST, error, Optional.empty(), Optional.empty());
    }

    static ItemResult voided(
            BatchItem item,
            KeyTransferException error,
            Optional<BatchFile> file,
            Optional<Path> renamed) {
        return new ItemResult(item, Kind.VOID, error, file, renamed);
    }

    /** Returns it as a listener hears of it: the error may say what a token answered. */
    ItemEnd end() {
        return new ItemEnd(
                item.line(),
                switch (kind) {
                    case DONE -> ItemEnd.Outcome.DONE;
                    case FOUND, SAME -> ItemEnd.Outcome.FOUND_DONE;
                    case FAILED, VOID -> ItemEnd.Outcome.FAILED;
                    case LOST -> ItemEnd.Outcome.LOST;
                });
    }
}
