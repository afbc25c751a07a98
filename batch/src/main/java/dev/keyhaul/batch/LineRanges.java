package dev.keyhaul.batch;

import java.util.Map;
import java.util.TreeMap;

/** Lines of a manifest in any order, shown as ranges such as {@code 2-5, 9}. Of bounded size. */
final class LineRanges {
    /**
     * Lines are done nearly in order: more ranges than this are every other line of a long file.
     */
    static final int MAX_RANGES = 10_000;

    private final TreeMap<Integer, Integer> lastByFirst = new TreeMap<>();
    private boolean more;

    void add(int line) {
        Map.Entry<Integer, Integer> before = lastByFirst.floorEntry(line);
        if (before != null && before.getValue() >= line) {
            return;
        }
        boolean joinsBefore = before != null && before.getValue() == line - 1;
        Integer lastAfter = lastByFirst.get(line + 1);
        if (!joinsBefore && lastAfter == null && lastByFirst.size() >= MAX_RANGES) {
            more = true;
            return;
        }
        lastByFirst.remove(line + 1);
        lastByFirst.put(joinsBefore ? before.getKey() : line, lastAfter == null ? line : lastAfter);
    }

    /** Ends with {@code …} if there are lines that it has no room for. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lastByFirst.forEach(
                (first, last) -> {
                    text.append(text.isEmpty() ? "" : ", ").append(first);
                    if (last > first) {
                        text.append('-').append(last);
                    }
                });
        return text + (more ? ", …" : "");
    }
}
