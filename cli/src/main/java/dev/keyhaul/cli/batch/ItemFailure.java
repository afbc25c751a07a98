package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;

/** Errors in options that show only when an item needs them: they fail the item, not the batch. */
final class ItemFailure {
    private ItemFailure() {}

    /** A step for one item. */
    interface Step<T> {
        T run() throws KeyTransferException;
    }

    static <T> T of(Step<T> step) throws KeyTransferException {
        try {
            return step.run();
        } catch (UsageException e) {
            throw new MalformedIdentifierException(
                    e.reason(), String.valueOf(e.getMessage()), e.hint());
        }
    }
}
