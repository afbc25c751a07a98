package dev.keyhaul.batch;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.argument.Arguments;
import java.time.Instant;

/**
 * An item that a thread of a run works on. If that takes long, a call of the thread may never
 * return: such as one into native code, which nobody can interrupt.
 *
 * @param item the item
 * @param thread the name of the thread
 * @param since when the thread began it
 * @param sending whether a change is being made somewhere else, such as in a vault: if the process
 *     ended now, its outcome would be unknown
 * @since 0.1.0
 */
public record ItemInHand(BatchItem item, String thread, Instant since, boolean sending) {
    /** Takes what is there. */
    public ItemInHand {
        Arguments.notNull("item", item, "thread", thread, "since", since);
    }
}
