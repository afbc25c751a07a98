package dev.keyhaul.batch.destination;

import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;

/**
 * What the application asks of a file that is there, before an output of the batch may replace it.
 * Called by the thread that checks the manifest.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ReplaceRule {
    /**
     * Refuses a file that must stay.
     *
     * @throws KeyTransferException if it must not be replaced
     */
    void requireReplaceable(Path existing) throws KeyTransferException;
}
