package dev.keyhaul.usageaudit.sql;

import org.jspecify.annotations.Nullable;

/**
 * A row by its columns' places, from 0: engines name and type their results differently. Used by
 * one thread.
 *
 * @since 0.1.0
 */
public interface SqlRow {
    /** Returns a column as the engine gives it: a number, a text, or nothing. */
    @Nullable Object value(int column);

    /** Returns a text; of nothing an empty one. */
    default String text(int column) {
        Object value = value(column);
        return value == null ? "" : value.toString();
    }

    /** Returns a number; of nothing {@code none}. */
    default long number(int column, long none) {
        return value(column) instanceof Number number ? number.longValue() : none;
    }

    /** Returns a number; of nothing 0. */
    default long number(int column) {
        return number(column, 0);
    }
}
