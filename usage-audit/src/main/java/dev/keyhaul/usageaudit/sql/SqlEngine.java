package dev.keyhaul.usageaudit.sql;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * A database that holds the normalised rows as {@code vault_log} and {@code rms_log}. Used by one
 * thread.
 *
 * @since 0.1.0
 */
public interface SqlEngine {
    /** Keeps what {@code select} gives under a name that later statements read. */
    void store(String name, String select);

    /**
     * Keeps what {@code select} gives, which is few rows however long the logs are: an engine on a
     * cluster may bring them to one place.
     */
    default void storeFew(String name, String select) {
        Arguments.notNull("name", name, "select", select);
        store(name, select);
    }

    /** Returns the rows of {@code select}, in its order. */
    List<SqlRow> query(String select);
}
