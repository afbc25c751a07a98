package dev.keyhaul.usageaudit.duckdb;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The origins that are in the table already. When there are too many they are forgotten, and
 * written again. Asked once a row: so it is a table of numbers with open addresses, without an
 * object a number.
 */
final class KnownOrigins {
    private static final int SLOT_BITS = 17;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int MOST = 50_000;

    /** Zero is an empty slot; the number 0 is always new. */
    private final long[] numbers = new long[SLOTS];

    /** Makes the slots unforeseeable: who writes the log chooses what is in it. */
    private final long odd = new SecureRandom().nextLong() | 1;

    private int count;

    boolean isNew(long number) {
        int slot = slot(number);
        while (numbers[slot] != 0) {
            if (numbers[slot] == number) {
                return false;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        if (count >= MOST) {
            Arrays.fill(numbers, 0);
            count = 0;
            slot = slot(number);
        }
        numbers[slot] = number;
        count++;
        return true;
    }

    private int slot(long number) {
        return (int) ((number * odd) >>> (Long.SIZE - SLOT_BITS));
    }
}
