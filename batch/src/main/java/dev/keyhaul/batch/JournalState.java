package dev.keyhaul.batch;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What an earlier run's journal says of the items, by their lines: a bit for what is done. */
final class JournalState {
    private final BitSet done = new BitSet();
    private final Map<Integer, Map<String, String>> begun = new HashMap<>();
    private final Map<Integer, String> incidents = new HashMap<>();

    void begin(int line, Map<String, String> intent) {
        begun.put(line, intent);
    }

    void done(int line) {
        begun.remove(line);
        done.set(line);
    }

    void failed(int line) {
        begun.remove(line);
    }

    void incident(int line, String message) {
        begun.remove(line);
        incidents.put(line, message);
    }

    boolean isDone(int line) {
        return done.get(line);
    }

    /** Returns what was about to happen when the run ended without saying how it went. */
    Optional<Map<String, String>> begun(int line) {
        return Optional.ofNullable(begun.get(line));
    }

    /** Returns what happened to an item that must not be tried again. */
    Optional<String> incident(int line) {
        return Optional.ofNullable(incidents.get(line));
    }

    int doneCount() {
        return done.cardinality();
    }
}
