package dev.keyhaul.usageaudit.duckdb;

import java.util.HashSet;
import java.util.Set;

/**
 * The origins that are in the table already. When there are too many they are forgotten, and
 * written again.
 */
final class KnownOrigins {
    private static final int MOST = 50_000;

    private final Set<Long> numbers = new HashSet<>();

    boolean isNew(long number) {
        if (numbers.size() >= MOST) {
            numbers.clear();
        }
        return numbers.add(number);
    }
}
