package dev.keyhaul.batch;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.event.ItemEnd;
import dev.keyhaul.core.event.Operation;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of an item in this run; final for the run. */
record ItemResult(
        Operation operation,
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

    static ItemResult done(BatchItem item) {
        return of(item, Kind.DONE, null, Optional.empty());
    }

    /** Its file was made in an operation that has ended. */
    static ItemResult done(GroupCommit.ItemFile made) {
        return new ItemResult(
                made.operation(),
                made.item(),
                Kind.DONE,
                null,
                Optional.of(made.file()),
                Optional.empty());
    }

    private static ItemResult of(
            BatchItem item,
            Kind kind,
            @Nullable KeyTransferException error,
            Optional<BatchFile> file) {
        return new ItemResult(Operation.current(), item, kind, error, file, Optional.empty());
    }

    static ItemResult found(BatchItem item, Optional<BatchFile> file) {
        return of(item, Kind.FOUND, null, file);
    }

    static ItemResult same(BatchItem item, BatchFile file) {
        return of(item, Kind.SAME, null, Optional.of(file));
    }

    static ItemResult failed(BatchItem item, KeyTransferException error) {
        return of(item, Kind.FAILED, error, Optional.empty());
    }

    static ItemResult lost(BatchItem item, KeyTransferException error) {
        return of(item, Kind.LOST, error, Optional.empty());
    }

    static ItemResult voided(
            BatchItem item,
            KeyTransferException error,
            Optional<BatchFile> file,
            Optional<Path> renamed) {
        return new ItemResult(Operation.current(), item, Kind.VOID, error, file, renamed);
    }

    /** Returns it as a listener hears of it: the error may say what a token answered. */
    ItemEnd end() {
        return new ItemEnd(
                operation,
                item.line(),
                switch (kind) {
                    case DONE -> ItemEnd.Outcome.DONE;
                    case FOUND, SAME -> ItemEnd.Outcome.FOUND_DONE;
                    case FAILED, VOID -> ItemEnd.Outcome.FAILED;
                    case LOST -> ItemEnd.Outcome.LOST;
                });
    }
}
