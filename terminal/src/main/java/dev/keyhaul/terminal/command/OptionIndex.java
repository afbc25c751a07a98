package dev.keyhaul.terminal.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which field each option sets, by the class that declares it: what the annotations say, without
 * the time that it takes to read them. A test of the program compares the two.
 */
final class OptionIndex {
    /** A field with an object that has options. */
    static final String MIXIN = "mixin";

    /** An option that must be given. */
    static final String REQUIRED = "required";

    /** An option that excludes the others of its class. */
    static final String EXCLUSIVE = "exclusive";

    /** The class has what picocli alone can read, on every command line. */
    static final String PICOCLI = "picocli";

    private final Map<String, List<String>> byClass = new HashMap<>();

    private OptionIndex() {}

    /** Returns the lines of a class; picocli reads what the index does not have. */
    List<String> of(Class<?> type) {
        return byClass.getOrDefault(type.getName(), List.of(PICOCLI));
    }

    /**
     * Reads an index. A class stands without indent; below it what it declares: the kind, the
     * field, and the option's names. What is missing, such as an option that may be repeated,
     * picocli reads where it is given.
     */
    static OptionIndex parse(String text) {
        OptionIndex index = new OptionIndex();
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf('\n', from);
            if (text.charAt(from) == ' ') {
                lines.add(text.substring(from + 1, to));
            } else {
                lines = new ArrayList<>();
                index.byClass.put(text.substring(from, to), lines);
            }
            from = to + 1;
        }
        return index;
    }
}
