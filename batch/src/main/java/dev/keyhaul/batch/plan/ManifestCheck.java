package dev.keyhaul.batch.plan;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.rows.ManifestReader;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A whole manifest read once before anything is done: a mistake on its last line must not show
 * after a day's work. Time and memory are small: a few microseconds and 8 bytes an item.
 *
 * <p>It is read again only from here, and is the same file to its end.
 */
public final class ManifestCheck {
    static final String ONE_EACH = "give each item a separate destination";

    private final BatchManifest manifest;
    private final Set<String> columns;
    private String sha256 = "";
    private long items;

    private ManifestCheck(BatchManifest manifest, Set<String> columns) {
        this.manifest = manifest;
        this.columns = columns;
    }

    /** Returns the manifest's hash, in hex. */
    public String sha256() {
        return sha256;
    }

    /** Returns how many items it has. */
    public long items() {
        return items;
    }

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
        ManifestCheck check = new ManifestCheck(manifest, columns);
        try (ManifestReader reader = ManifestReader.open(manifest, columns)) {
            for (Optional<BatchItem> item = reader.next(); item.isPresent(); item = reader.next()) {
                BatchItem row = item.get();
                destination(manifest, rule, row).ifPresent(destinations::add);
                check.items++;
            }
            check.sha256 = reader.sha256();
        }
        if (check.items == 0) {
            throw new MalformedInputException(
                    Reason.BATCH_MANIFEST_FORM,
                    manifest.file() + " lists no keys",
                    "add a line for each key, with source and output");
        }
        check.requireOnce(rule, destinations);
        return check;
    }

    /** Returns a row as one text: no value has a line break. */
    static String text(BatchItem item) {
        StringBuilder text = new StringBuilder().append(item.line());
        item.values()
                .forEach(
                        (column, value) ->
                                text.append('\n').append(column).append('\n').append(value));
        return text.toString();
    }

    /**
     * Starts to read the manifest again; the caller closes the result.
     *
     * @throws KeyTransferException if it cannot be read
     */
    public Rows open() throws KeyTransferException {
        return open(row -> true);
    }

    /**
     * Starts to read the manifest again; the caller closes the result.
     *
     * @param same whether a row is the one that was read before
     * @throws KeyTransferException if it cannot be read
     */
    public Rows open(Predicate<BatchItem> same) throws KeyTransferException {
        return new Rows(ManifestReader.open(manifest, columns), same);
    }

    /** The items that were checked. Not thread-safe. */
    public final class Rows implements AutoCloseable {
        private final ManifestReader reader;
        private final Predicate<BatchItem> same;

        private Rows(ManifestReader reader, Predicate<BatchItem> same) {
            this.reader = reader;
            this.same = same;
        }

        /**
         * Returns the next item; empty at the end.
         *
         * @throws CheckFailedException if it is another one than was checked
         * @throws KeyTransferException if it cannot be read
         */
        public Optional<BatchItem> next() throws KeyTransferException {
            Optional<BatchItem> item = reader.next();
            boolean unchanged =
                    item.isPresent() ? same.test(item.get()) : reader.sha256().equals(sha256);
            if (!unchanged) {
                throw new CheckFailedException(
                        Reason.BATCH_JOURNAL_DIFFERS,
                        manifest.file() + " was changed while the batch ran",
                        "compare the outputs with the manifest that you meant to use");
            }
            return item;
        }

        @Override
        public void close() {
            reader.close();
        }
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

    private void requireOnce(ItemRule rule, DuplicateFinder destinations)
            throws KeyTransferException {
        Set<Long> twice = destinations.twice();
        if (twice.isEmpty()) {
            return;
        }
        Map<String, Integer> lines = new HashMap<>();
        try (Rows again = open()) {
            for (Optional<BatchItem> item = again.next(); item.isPresent(); item = again.next()) {
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
