package dev.keyhaul.usageaudit.log;

import java.util.List;

/**
 * A row of either log. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface LogEvent permits VaultEvent, RmsEvent {
    /** Returns what it has in common with other rows. */
    LogOrigin origin();

    /**
     * Returns its values as Long, Integer or String, in the order of the columns of its table
     * ({@link dev.keyhaul.usageaudit.sql.LogTable}).
     */
    List<Object> values();
}
