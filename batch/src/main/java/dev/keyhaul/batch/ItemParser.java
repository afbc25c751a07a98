package dev.keyhaul.batch;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.SourceTrust;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns items into plans by the known sources and destinations. */
final class ItemParser {
    private static final Set<String> OF_SOURCES =
            Set.of(BatchItem.SOURCE, BatchItem.PIN_FILE, BatchItem.PASSWORD_FILE, BatchItem.EXPECT);

    private final KeySources sources;
    private final Map<String, BatchDestination> destinations = new LinkedHashMap<>();

    ItemParser(KeySources sources, List<? extends BatchDestination> destinations) {
        this.sources = sources;
        for (BatchDestination destination : destinations) {
            if (this.destinations.put(destination.namingColumn(), destination) != null) {
                throw new IllegalArgumentException(
                        "two destinations have the column " + destination.namingColumn());
            }
        }
    }

    /** Returns the columns that a manifest may have. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        columns.add(BatchItem.SOURCE);
        columns.add(BatchItem.PIN_FILE);
        columns.add(BatchItem.PASSWORD_FILE);
        columns.add(BatchItem.EXPECT);
        for (BatchDestination destination : destinations.values()) {
            columns.add(destination.namingColumn());
            columns.addAll(destination.otherColumns());
        }
        return columns;
    }

    ItemPlan parse(BatchItem item) throws KeyTransferException {
        try {
            BatchDestination destination = destination(item);
            refuseOthers(item, destination);
            BatchTarget target = destination.parse(item);
            NamedKey key =
                    sources.parse(
                            item.required(BatchItem.SOURCE), item.folder(), SourceTrust.MANIFEST);
            return new ItemPlan(item, key, secretFile(item, key), target);
        } catch (InvalidPathException e) {
            throw new MalformedInputException("not a path: " + e.getInput(), "check the path");
        }
    }

    private BatchDestination destination(BatchItem item) throws MalformedInputException {
        List<BatchDestination> named =
                destinations.values().stream()
                        .filter(destination -> item.has(destination.namingColumn()))
                        .toList();
        if (named.size() != 1) {
            throw new MalformedInputException(
                    named.isEmpty() ? "no destination" : "more than one destination",
                    "each item has one of " + names());
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
            refuse(item, BatchItem.PIN_FILE, "a key in a token");
        }
        if (key.secret() != NamedKey.Secret.PASSWORD) {
            refuse(item, BatchItem.PASSWORD_FILE, "a key in a file");
        }
        return item.path(BatchItem.PIN_FILE)
                .or(() -> item.path(BatchItem.PASSWORD_FILE))
                .or(key::secretFile);
    }

    private static void refuse(BatchItem item, String column, String owner)
            throws MalformedInputException {
        if (item.has(column)) {
            throw new MalformedInputException(
                    column + " belongs to " + owner, "leave it empty here");
        }
    }
}
