package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a ceremony costs its people, from the printed script to the last closing record. */
final class Effort {
    private static final Pattern DIGIT = Pattern.compile("[0-9a-f]");
    private static final Pattern VERSION =
            Pattern.compile("/keys/[^/\\s]+/([0-9a-f]{32})\\s+Write the key's URL");
    private static final Path DOCUMENT =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs/dev/TROUBLES.md");

    private final Set<String> written = new HashSet<>();
    private int prompts;
    private int pins;
    private int typed;
    private long digits;

    /** What was before does not count. */
    void begin() {
        prompts = 0;
        pins = 0;
        typed = 0;
        digits = 0;
    }

    /** Counts a question that a person answered. */
    void answered(String question, String answer) {
        prompts++;
        pins += question.endsWith(": ") && question.contains("PIN") ? 1 : 0;
        typed += answer.length();
    }

    /** Counts a number that was written down; one that is shown again is on paper already. */
    void wrote(List<String> rows) {
        String number = String.join("", rows);
        digits += written.add(number) ? DIGIT.matcher(number).results().count() : 0;
    }

    /** A key's version is written down with its URL. */
    void saw(String shown) {
        VERSION.matcher(shown).results().forEach(url -> wrote(List.of(url.group(1))));
    }

    /** Requires that the document says so. */
    void requireDocumented(String plan, int carries) {
        String row =
                "| %s | now | %d | %d | %d | %d | %d |\n"
                        .formatted(plan, carries, prompts, pins, typed, digits);
        assertThat(DOCUMENT).content().contains(row);
    }
}
