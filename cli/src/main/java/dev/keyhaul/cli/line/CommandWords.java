package dev.keyhaul.cli.line;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What can be said of a command line before its options are read. */
final class CommandWords {
    private CommandWords() {}

    /** Whether an option is given, in one word with its value or alone. */
    static boolean has(String option, List<String> words) {
        for (String word : words) {
            if (word.equals("--")) {
                return false;
            } else if (word.equals(option) || word.startsWith(option + "=")) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of some options is given. */
    static boolean hasAny(Collection<String> options, List<String> words) {
        for (String option : options) {
            if (has(option, words)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the first value of an option: empty if it is not given, or without one. */
    static Optional<String> value(String option, List<String> words) {
        for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
            String word = words.get(i);
            if (word.startsWith(option + "=")) {
                return Optional.of(word.substring(option.length() + 1));
            } else if (word.equals(option)) {
                return i + 1 < words.size() ? Optional.of(words.get(i + 1)) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
