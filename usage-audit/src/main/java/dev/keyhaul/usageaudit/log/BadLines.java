package dev.keyhaul.usageaudit.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Counts what could not be read, and keeps where the first of each file are. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BadLines {
    /** As many of one file are located; all are counted. */
    static final int LOCATED_A_FILE = 20;

    private static final int LOCATED_AT_MOST = 10_000;

    private final List<BadLine> located = new ArrayList<>();
    private long count;

    /** Starts with none. */
    public BadLines() {}

    /**
     * Adds one.
     *
     * @param nthOfFile how many of its file there were before it
     */
    synchronized void add(BadLine line, long nthOfFile) {
        count++;
        if (nthOfFile < LOCATED_A_FILE && located.size() < LOCATED_AT_MOST) {
            located.add(line);
        }
    }

    /** Returns how many there are. */
    public synchronized long count() {
        return count;
    }

    /** Returns the located ones, by file and line. */
    public synchronized List<BadLine> located() {
        return located.stream()
                .sorted(Comparator.comparing(BadLine::file).thenComparing(BadLine::line))
                .toList();
    }
}
