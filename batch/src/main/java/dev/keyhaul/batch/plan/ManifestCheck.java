package dev.keyhaul.batch.plan;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.rows.ManifestReader;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A whole manifest read once before anything is done: a mistake on its last line must not show
 * after a day's work. Time and memory are small: a few microseconds and 8 bytes an item.
 *
 * @param sha256 the manifest's hash, in hex
 * @param items how many items it has
 */
public record ManifestCheck(String sha256, long items) {
    static final String ONE_EACH = "give each item a separate destination";

    /** What is asked of each item. */
    public interface ItemRule {
        /**
         * Checks an item, cheaply: its key is not opened.
         *
         * @return where it goes, as one text for one place; empty when two may go there
         * @throws KeyTransferException when the item cannot be done
         */
        Optional<String> destination(BatchItem item) throws KeyTransferException;
    }

    /**
     * Reads the manifest to its end.
     *
     * @throws KeyTransferException naming the line, when an item is malformed or against the rule,
     *     or two have one destination
     */
    public static ManifestCheck of(BatchManifest manifest, Set<String> columns, ItemRule rule)
            throws KeyTransferException {
        DuplicateFinder destinations = new DuplicateFinder();
        ManifestCheck check;
        try (ManifestReader reader = ManifestReader.open(manifest, columns)) {
            long items = 0;
            for (Optional<BatchItem> item = reader.next(); item.isPresent(); item = reader.next()) {
                destination(manifest, rule, item.get()).ifPresent(destinations::add);
                items++;
            }
            check = new ManifestCheck(reader.sha256(), items);
        }
        if (check.items == 0) {
            throw new MalformedInputException(
                    Reason.BATCH_MANIFEST_FORM,
                    manifest.file() + " lists no keys",
                    "add a line for each key, with source and output");
        }
        requireOnce(manifest, columns, rule, destinations);
        return check;
    }

    private static Optional<String> destination(
            BatchManifest manifest, ItemRule rule, BatchItem item) throws KeyTransferException {
        try {
            return rule.destination(item);
        } catch (KeyTransferException e) {
            String message = manifest.file() + ", line " + item.line() + ": " + e.getMessage();
            String hint = e.hint().orElse(null);
            if (e instanceof RefusedException) {
                throw new RefusedException(e.reason(), message, hint, e);
            }
            if (e instanceof MalformedIdentifierException) {
                throw new MalformedIdentifierException(e.reason(), message, hint, e);
            }
            throw new MalformedInputException(e.reason(), message, hint, e);
        }
    }

    private static void requireOnce(
            BatchManifest manifest,
            Set<String> columns,
            ItemRule rule,
            DuplicateFinder destinations)
            throws KeyTransferException {
        Set<Long> twice = destinations.twice();
        if (twice.isEmpty()) {
            return;
        }
        Map<String, Integer> lines = new HashMap<>();
        try (ManifestReader reader = ManifestReader.open(manifest, columns)) {
            for (Optional<BatchItem> item = reader.next(); item.isPresent(); item = reader.next()) {
                Optional<String> destination =
                        rule.destination(item.get())
                                .filter(text -> twice.contains(destinations.half(text)));
                if (destination.isEmpty()) {
                    continue;
                }
                Integer first = lines.putIfAbsent(destination.get(), item.get().line());
                if (first != null) {
                    throw ManifestReader.wrong(
                            manifest,
                            item.get().line(),
                            destination.get() + " is named on line " + first + " already",
                            ONE_EACH);
                }
            }
        }
    }
}
