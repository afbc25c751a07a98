package dev.keyhaul.batch.destination;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the key of one item goes. Used by one thread at a time.
 *
 * @since 0.1.0
 */
public interface BatchTarget {
    /**
     * Returns the file that the key becomes; empty if it becomes no file. A batch writes the files
     * of many items together, finds them again after a kill, and refuses two items for one file.
     */
    default Optional<Path> file() {
        return Optional.empty();
    }

    /**
     * Returns files and folders that the item reads, or that this destination keeps, beside those
     * that columns of the item name: no output of the batch may replace them.
     */
    default List<Path> reads() {
        return List.of();
    }

    /** Returns a name of the place if no two items may go there; files need none. */
    default Optional<String> place() {
        return Optional.empty();
    }

    /** Whether the key is wrapped under a KEK, by this process if it is a software key. */
    boolean isUnderKek();

    /**
     * Checks what can be checked before the first key of the batch is opened, and cheaply.
     *
     * @throws KeyTransferException if the item cannot be done
     */
    void check() throws KeyTransferException;

    /**
     * Reads what decides where the key goes and who can open it there: files, tokens, a vault. It
     * changes nothing. Called for each key that is delivered; and if other people approve the
     * batch, also before the first key is opened. The batch compares both results.
     *
     * @param warnings takes what the report shows about this item
     * @return names all of it; the key is delivered from there
     * @throws KeyTransferException if it cannot be found out; the item fails then
     */
    Decision decide(Consumer<String> warnings) throws KeyTransferException;

    /**
     * Looks for the result of a {@link Delivery.Action} that a killed run may have finished. Not
     * called for files.
     *
     * @param intent what the journal has of the action
     * @param warnings takes what the report shows about this item
     * @return what the journal gets; empty if the action was not done
     * @throws KeyTransferException if that cannot be found out; the item fails then
     */
    default Optional<Map<String, String>> find(
            Map<String, String> intent, Consumer<String> warnings) throws KeyTransferException {
        Arguments.notNull("intent", intent, "warnings", warnings);
        return Optional.empty();
    }
}
