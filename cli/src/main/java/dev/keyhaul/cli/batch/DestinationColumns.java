package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchItem;
import dev.keyhaul.batch.Column;
import dev.keyhaul.core.MalformedInputException;
import java.util.EnumSet;
import java.util.Set;

/** Which columns belong to which destination. */
enum DestinationColumns {
    BLOB("an output", EnumSet.of(Column.OUTPUT, Column.KEK, Column.KID, Column.KEK_SHA256)),
    VAULT(
            "a vault",
            EnumSet.of(
                    Column.VAULT,
                    Column.NAME,
                    Column.PROTECTION,
                    Column.KEK_NAME,
                    Column.KEK,
                    Column.KID,
                    Column.KEK_SHA256)),
    COPY(
            "a store",
            EnumSet.of(Column.STORE, Column.TO, Column.TO_PIN_FILE, Column.OUT_PASSWORD_FILE));

    private static final Set<Column> OF_SOURCES =
            EnumSet.of(Column.SOURCE, Column.PIN_FILE, Column.PASSWORD_FILE);

    private final String what;

    @SuppressWarnings("ImmutableEnumChecker") // nobody else has it
    private final Set<Column> columns;

    DestinationColumns(String what, Set<Column> columns) {
        this.what = what;
        this.columns = columns;
    }

    static DestinationColumns of(Column naming) {
        return switch (naming) {
            case OUTPUT -> BLOB;
            case VAULT -> VAULT;
            default -> COPY;
        };
    }

    /** What is not understood here must not be passed over. */
    void refuseOthers(BatchItem item) throws MalformedInputException {
        for (Column column : item.values().keySet()) {
            if (!columns.contains(column) && !OF_SOURCES.contains(column)) {
                throw new MalformedInputException(
                        column.text() + " does not belong to an item with " + what,
                        "leave it empty here");
            }
        }
    }
}
