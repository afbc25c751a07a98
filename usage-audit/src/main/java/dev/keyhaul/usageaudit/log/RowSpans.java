package dev.keyhaul.usageaudit.log;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where a row's varying values are, in the order in which they stand. Noted while the row is read
 * member by member.
 */
final class RowSpans {
    /** What varies from row to row. */
    enum Kind {
        TIME,
        CORRELATION_ID,
        CALLER_ADDRESS,
        DURATION
    }

    private static final int MOST = Kind.values().length;

    final Kind[] kinds = new Kind[MOST];
    final int[] from = new int[MOST];
    final int[] to = new int[MOST];
    int count;

    private final Set<Kind> seen = EnumSet.noneOf(Kind.class);
    private int quoted;
    private boolean refused;

    /** Forgets the row before. */
    void clear() {
        count = 0;
        quoted = 0;
        seen.clear();
        refused = false;
    }

    /**
     * Notes the value that was read last. A row that has a member twice, or an escape, object or
     * null in it, is no model for others.
     *
     * @param isText whether it is a text or number at all
     */
    void note(Kind kind, JsonBytes json, boolean isText) {
        if (!seen.add(kind) || !isText || json.text != json.bytes) {
            refused = true;
            return;
        }
        int start = json.textFrom;
        int end = start + json.textLength;
        // Bare values do not end with a quote; what begins with one ends with one.
        boolean isQuoted = json.bytes[start - 1] == '"' && json.bytes[end] == '"';
        refused |= !isModel(kind, isQuoted, json.bytes, start, end);
        kinds[count] = kind;
        from[count] = start;
        to[count] = end;
        quoted |= isQuoted ? 1 << count : 0;
        count++;
    }

    private static boolean isModel(Kind kind, boolean isQuoted, byte[] bytes, int from, int to) {
        return switch (kind) {
            case TIME -> isQuoted;
            case CORRELATION_ID -> isQuoted && Id128.ofGuid(bytes, from, to - from) != null;
            case CALLER_ADDRESS -> isQuoted;
            case DURATION -> isQuoted || RowShape.endOfDigits(bytes, from, to + 1) == to;
        };
    }

    boolean isQuoted(int i) {
        return (quoted & (1 << i)) != 0;
    }

    /** True when others may be read as this row. */
    boolean isModel() {
        return !refused;
    }

    /** Returns the same, counted from a row's start. */
    RowSpans within(int start) {
        RowSpans copy = new RowSpans();
        System.arraycopy(kinds, 0, copy.kinds, 0, count);
        Arrays.setAll(copy.from, i -> from[i] - start);
        Arrays.setAll(copy.to, i -> to[i] - start);
        copy.count = count;
        copy.quoted = quoted;
        return copy;
    }
}
