package dev.keyhaul.usageaudit.log;

import java.util.List;

/**
 * What rows of a log have in common. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface LogOrigin permits VaultOrigin, RmsOrigin {
    /** Returns a number made of the other values. */
    long number();

    /**
     * Returns its values as Long, Integer or String, in the order of the columns of its table
     * ({@link dev.keyhaul.usageaudit.sql.LogTable}).
     */
    List<Object> values();
}
