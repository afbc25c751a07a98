package dev.keyhaul.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which field each option sets, by the class that declares it: what the annotations say, without
 * the time that it takes to read them. {@code OptionIndexTest} compares the two, and prints what
 * must stand in the file.
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

    /** Every class's name without this. */
    static final String PACKAGE = "dev.keyhaul.cli.";

    private static final Map<String, List<String>> BY_CLASS = byClass();

    private OptionIndex() {}

    /** Returns the lines of a class; picocli reads what the index does not have. */
    static List<String> of(Class<?> type) {
        return BY_CLASS.getOrDefault(type.getName().substring(PACKAGE.length()), List.of(PICOCLI));
    }

    /**
     * Returns the index. A class stands without indent; below it what it declares: the kind, the
     * field, and the option's names. What is missing, such as an option that may be repeated,
     * picocli reads where it is given.
     */
    static String text() {
        try (InputStream in = OptionIndex.class.getResourceAsStream("option-index.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> byClass() {
        String text = text();
        Map<String, List<String>> all = new HashMap<>();
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf('\n', from);
            if (text.charAt(from) == ' ') {
                lines.add(text.substring(from + 1, to));
            } else {
                lines = new ArrayList<>();
                all.put(text.substring(from, to), lines);
            }
            from = to + 1;
        }
        return all;
    }
}
