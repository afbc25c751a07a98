package dev.keyhaul.batch.plan;

import dev.keyhaul.batch.destination.UnexpectedException;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import java.util.Objects;

/**
 * Calls what an application, a source or a destination adds to a batch, for one item: an unchecked
 * exception is that item's failure, as a checked one is.
 *
 * <p>An error of the JVM, such as for lack of memory or a class, goes on: the next item would meet
 * it too. Only a stack that overflowed is empty again, and tells something about the item: such as
 * a file that is nested too deeply.
 */
public final class ItemCall {
    private ItemCall() {}

    /** What is called. */
    public interface Call<T> {
        /** Returns what there is to return, never null. */
        T run() throws KeyTransferException;
    }

    /**
     * Makes a call.
     *
     * @param doing the verb for the error, such as {@code opening}
     * @throws KeyTransferException if the call fails in any way
     */
    public static <T> T of(BatchItem item, String doing, Call<? extends T> call)
            throws KeyTransferException {
        try {
            return Objects.requireNonNull(call.run(), "nothing was returned");
        } catch (KeyTransferException.Unchecked e) {
            throw e.getCause();
        } catch (RuntimeException | StackOverflowError e) {
            throw new UnexpectedException(
                    doing + " " + item.value(ItemPlan.SOURCE).orElse("a key"), e);
        }
    }
}
