package dev.keyhaul.usageaudit.log;

import java.util.Arrays;

/**
 * What rows of one kind have in common, learnt from one that was read member by member: all of its
 * bytes but for time, correlation id, caller's address and duration. A row that agrees in all the
 * others, and has texts without escapes in these places, reads as that one did, but for these
 * values: so they alone are looked at. Whatever differs is left to {@link VaultRecord}.
 *
 * <p>Comparing a kilobyte costs a twentieth of reading it as JSON.
 */
final class RowShape {
    /** Longer rows are not learnt: a shape keeps the whole row. */
    static final int MAX_ROW_BYTES = 8 * 1024;

    private final byte[] row;
    private final RowSpans spans;
    private final long lines;
    private final OriginsByAddress origins;

    /**
     * Learns from a row.
     *
     * @param spans where its varying values are, counted from its start; kept
     * @param lines the newlines in it
     * @param origin its origin: that of another row differs by the caller's address at most
     */
    RowShape(byte[] row, RowSpans spans, long lines, VaultOrigin origin) {
        this.row = row;
        this.spans = spans;
        this.lines = lines;
        origins = new OriginsByAddress(origin);
    }

    /** The values of a row that has the shape. */
    static final class Values {
        long ticks;
        Id128 correlationId = Id128.NONE;
        long durationMs;
        int addressFrom;
        int addressTo;

        /** Where the row ends. */
        int end;
    }

    /**
     * True when the row at {@code from} has this shape and is complete before {@code end}; its
     * values are in {@code into} then, which otherwise holds nothing of use.
     */
    boolean fits(byte[] bytes, int from, int end, Values into) {
        into.correlationId = Id128.NONE;
        into.durationMs = 0;
        into.addressFrom = from;
        into.addressTo = from;
        int at = from;
        int same = 0;
        for (int i = 0; i < spans.count; i++) {
            int length = spans.from[i] - same;
            if (differs(same, length, bytes, at, end)) {
                return false;
            }
            at = value(i, bytes, at + length, end, into);
            if (at < 0) {
                return false;
            }
            same = spans.to[i];
        }
        int length = row.length - same;
        if (differs(same, length, bytes, at, end)) {
            return false;
        }
        into.end = at + length;
        return true;
    }

    private boolean differs(int same, int length, byte[] bytes, int at, int end) {
        return length > end - at
                || !Arrays.equals(row, same, same + length, bytes, at, at + length);
    }

    /** Reads the value of a span; returns where it ends, or -1. */
    private int value(int i, byte[] bytes, int at, int end, Values into) {
        int length = spans.to[i] - spans.from[i];
        switch (spans.kinds[i]) {
            case TIME -> {
                // What is a time has no escape and no quote in it. So has a GUID.
                if (length > end - at) {
                    return -1;
                }
                into.ticks = LogTime.ticks(bytes, at, length);
                return into.ticks == LogTime.NONE ? -1 : at + length;
            }
            case CORRELATION_ID -> {
                Id128 id = length > end - at ? null : Id128.ofGuid(bytes, at, length);
                if (id == null) {
                    return -1;
                }
                into.correlationId = id;
                return at + length;
            }
            case CALLER_ADDRESS -> {
                into.addressFrom = at;
                into.addressTo = endOfText(bytes, at, end);
                return into.addressTo;
            }
            default -> {
                int to =
                        spans.isQuoted(i) ? endOfText(bytes, at, end) : endOfDigits(bytes, at, end);
                if (to >= 0) {
                    into.durationMs = VaultRecord.number(bytes, at, to - at);
                }
                return to;
            }
        }
    }

    /** Returns where the quote is, or -1 when there is an escape or a control before it. */
    private static int endOfText(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (b == '"') {
                return i;
            }
            if (b == '\\' || (b >= 0 && b < ' ')) {
                return -1;
            }
        }
        return -1;
    }

    /** Returns the end of a whole number as JSON has it, or -1. What follows it is compared. */
    static int endOfDigits(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        boolean number =
                i > from
                        && i < end
                        && i - from <= VaultRecord.MAX_DIGITS
                        && (bytes[from] != '0' || i == from + 1);
        return number ? i : -1;
    }

    /** Returns the origin of the row with these values. */
    VaultOrigin origin(byte[] bytes, Values values) {
        return origins.get(bytes, values.addressFrom, values.addressTo);
    }

    /** Returns how many newlines are in each row. */
    long lines() {
        return lines;
    }
}
