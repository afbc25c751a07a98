package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.row.Opt;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An option of one word has one meaning, whichever command has it. */
final class OptionMeaningsTest {
    /**
     * The resource has the one meaning of each option that commands explain in different words, and
     * those words below it. Words that come later are read by a person, who finds that they fit the
     * meaning, or gives the option another name.
     */
    @Test
    void option_hasOneMeaningInAllCommands() throws Exception {
        Map<String, Set<String>> words = new TreeMap<>();
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            for (Opt<?> row : Commands.KEYHAUL.rows(entry).all()) {
                String line = (row.isFlag() ? "switch" : row.label()) + ": " + row.text();
                if (!row.names().isEmpty()) {
                    words.computeIfAbsent(row.name(), name -> new TreeSet<>()).add(line);
                }
            }
        }
        words.values().removeIf(lines -> lines.size() < 2);

        // A failure prints what must stand in this file; a new name needs its meaning.
        String list = text();
        Map<String, String> meanings =
                list.lines()
                        .filter(line -> line.startsWith("--"))
                        .map(line -> line.split(" = ", 2))
                        .collect(Collectors.toMap(row -> row[0], row -> row[1]));
        String expected =
                words.entrySet().stream()
                        .map(
                                option ->
                                        option.getKey()
                                                + " = "
                                                + meanings.getOrDefault(option.getKey(), "?")
                                                + "\n"
                                                + option.getValue().stream()
                                                        .map(line -> "    " + line + "\n")
                                                        .collect(Collectors.joining()))
                        .collect(Collectors.joining());
        assertThat(list).isEqualTo(expected);
        assertThat(meanings.values()).doesNotContain("?");
    }

    private static String text() throws Exception {
        try (InputStream in = OptionMeaningsTest.class.getResourceAsStream("option-meanings.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
