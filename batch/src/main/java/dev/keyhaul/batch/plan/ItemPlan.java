package dev.keyhaul.batch.plan;

import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchTarget;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An item, parsed: where its key is and where it goes. Nothing is opened for it.
 *
 * @param file that the key becomes, as the target says
 * @param weight how much work the item is, from 1 to {@link #CHUNK}: one whose calls may take any
 *     time, to a token, a vault or a store, is taken alone
 */
public record ItemPlan(
        BatchItem item,
        NamedKey key,
        Optional<Path> secretFile,
        BatchTarget target,
        Optional<Path> file,
        int weight) {
    /** The column that names the key. */
    public static final String SOURCE = "source";

    private static final String PIN_FILE = "pin_file";
    private static final String PASSWORD_FILE = "password_file";

    /** The columns that every item may have. */
    private static final List<String> OF_SOURCES =
            List.of(SOURCE, PIN_FILE, PASSWORD_FILE, "expect");

    /** Items of this weight together, at most, are done as one chunk. */
    public static final int CHUNK = 64;

    private static int weight(NamedKey key, Optional<Path> file) {
        return file.isPresent() && key.mayBeSoftware() ? 1 : CHUNK;
    }

    /** Returns an item that fails in the same way whatever is asked of it: it was not read. */
    public static ItemPlan failing(BatchItem item, KeyTransferException error) {
        NamedKey key =
                context -> {
                    throw error;
                };
        return new ItemPlan(
                item, key, Optional.empty(), new NoTarget(error), Optional.empty(), CHUNK);
    }

    private record NoTarget(KeyTransferException error) implements BatchTarget {
        @Override
        public boolean isUnderKek() {
            return false;
        }

        @Override
        public void check() throws KeyTransferException {
            throw error;
        }

        @Override
        public Decision decide(Consumer<String> warnings) throws KeyTransferException {
            throw error;
        }

        @Override
        public Optional<Map<String, String>> find(
                Map<String, String> intent, Consumer<String> warnings) throws KeyTransferException {
            throw error;
        }
    }

    /** Whether this process wraps the key under a KEK, and no token does. */
    boolean isWrappedHere() {
        return key.mayBeSoftware() && target.isUnderKek();
    }

    /**
     * Returns the files that the item may read: what the source and the destination say, and
     * whatever else a column names, so that a new column needs no mention here. One column alone
     * names the output: another one with the same text names an input.
     */
    List<Path> inputs() {
        List<Path> inputs = new ArrayList<>(key.files());
        secretFile.ifPresent(inputs::add);
        inputs.addAll(target.reads());
        boolean outputSeen = false;
        for (Map.Entry<String, String> column : item.values().entrySet()) {
            if (column.getKey().equals(SOURCE)) {
                continue;
            }
            Optional<Path> path = column(column.getValue());
            boolean isOutput = !outputSeen && path.isPresent() && path.equals(file);
            outputSeen |= isOutput;
            if (!isOutput) {
                path.ifPresent(inputs::add);
            }
        }
        return inputs;
    }

    private Optional<Path> column(String value) {
        try {
            return Optional.of(item.folder().resolve(value));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Returns the target as one text if no two items may have the same one; not of a file. */
    Optional<String> place() {
        return file.isPresent() ? Optional.empty() : target.place();
    }

    /** Turns items into plans by the known sources and destinations. Thread-safe. */
    public static final class Parser {
        private final KeySources sources;
        private final Map<String, BatchDestination> destinations = new LinkedHashMap<>();

        public Parser(KeySources sources, List<? extends BatchDestination> destinations) {
            this.sources = sources;
            for (BatchDestination destination : destinations) {
                if (this.destinations.put(destination.namingColumn(), destination) != null) {
                    throw new IllegalArgumentException(
                            "two destinations have the column " + destination.namingColumn());
                }
            }
        }

        /** Returns the columns that a manifest may have. */
        public Set<String> columns() {
            Set<String> columns = new LinkedHashSet<>(OF_SOURCES);
            for (BatchDestination destination : destinations.values()) {
                columns.add(destination.namingColumn());
                columns.addAll(destination.otherColumns());
            }
            return columns;
        }

        public ItemPlan parse(BatchItem item) throws KeyTransferException {
            return ItemCall.of(item, "reading", () -> parsed(item));
        }

        private ItemPlan parsed(BatchItem item) throws KeyTransferException {
            try {
                BatchDestination destination = destination(item);
                refuseOthers(item, destination);
                BatchTarget target = destination.parse(item);
                NamedKey key = sources.parse(item.required(SOURCE), item.folder());
                Optional<Path> file = target.file();
                return new ItemPlan(
                        item, key, secretFile(item, key), target, file, weight(key, file));
            } catch (InvalidPathException e) {
                throw new MalformedInputException(
                        Reason.VALUE_FORM, "not a path: " + e.getInput(), "check the path");
            }
        }

        private BatchDestination destination(BatchItem item) throws MalformedInputException {
            List<BatchDestination> named =
                    destinations.values().stream()
                            .filter(destination -> item.has(destination.namingColumn()))
                            .toList();
            if (named.size() != 1) {
                throw new MalformedInputException(
                        Reason.BATCH_MANIFEST_FORM,
                        named.isEmpty() ? "no destination" : "more than one destination",
                        "give each item one of " + names());
            }
            return named.get(0);
        }

        /** Such as {@code output, vault or store}. */
        private String names() {
            return String.join(", ", destinations.keySet()).replaceFirst(", ([^,]+)$", " or $1");
        }

        /** A value that is not understood must not be ignored. */
        private static void refuseOthers(BatchItem item, BatchDestination destination)
                throws MalformedInputException {
            String naming = destination.namingColumn();
            for (String column : item.values().keySet()) {
                if (!column.equals(naming)
                        && !OF_SOURCES.contains(column)
                        && !destination.otherColumns().contains(column)) {
                    throw new MalformedInputException(
                            Reason.BATCH_MANIFEST_FORM,
                            column
                                    + " does not belong to an item with "
                                    + ("aeiou".indexOf(naming.charAt(0)) < 0 ? "a " : "an ")
                                    + naming,
                            "leave it empty here");
                }
            }
        }

        private static Optional<Path> secretFile(BatchItem item, NamedKey key)
                throws MalformedInputException {
            if (key.secret() != NamedKey.Secret.PIN) {
                refuse(item, PIN_FILE, "a key in a token");
            }
            if (key.secret() != NamedKey.Secret.PASSWORD) {
                refuse(item, PASSWORD_FILE, "a key in a file");
            }
            return item.path(PIN_FILE).or(() -> item.path(PASSWORD_FILE)).or(key::secretFile);
        }

        private static void refuse(BatchItem item, String column, String owner)
                throws MalformedInputException {
            if (item.has(column)) {
                throw new MalformedInputException(
                        Reason.BATCH_MANIFEST_FORM,
                        column + " can only be used with " + owner,
                        "leave it empty here");
            }
        }
    }
}
