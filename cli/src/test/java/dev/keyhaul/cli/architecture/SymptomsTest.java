package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.pkcs11.binding.Ckr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The symptoms of docs/TROUBLESHOOTING.md are what the program says, word for word. */
@Tag("once")
final class SymptomsTest {
    /** The title of an item is what the program says; the rest of it is advice. */
    private static final Pattern ITEM = Pattern.compile("- \\*\\*(.+?)\\*\\*");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** What the program joins of names and values stands as an ellipsis on the page. */
    private static final Pattern PARTS = Pattern.compile("…|; …|\\s*\\(0x[0-9A-F]+\\)");

    /** Shorter parts occur anywhere. */
    private static final int LEAST = 9;

    @Test
    void everySymptom_isInTheProgramsTexts() throws Exception {
        String program = program();
        List<String> unknown = new ArrayList<>();
        int parts = 0;
        for (String symptom : symptoms()) {
            for (String part : PARTS.split(symptom, -1)) {
                String text = part.strip().replaceAll("^[;:,] *|[ ;:,]+$", "");
                parts += text.length() < LEAST ? 0 : 1;
                if (text.length() >= LEAST && !program.contains(text)) {
                    unknown.add(symptom);
                }
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(parts).isGreaterThan(60);
    }

    private static List<String> symptoms() throws IOException {
        String page = Files.readString(Documents.ROOT.resolve("docs/TROUBLESHOOTING.md"));
        return page.replaceAll("\n  +", " ")
                .replaceFirst("(?s)\n## Azure's own tools.*", "")
                .replaceFirst("(?s)\n## Exit code 6.*?(?=\n## Exit code 7)", "")
                .lines()
                .map(ITEM::matcher)
                .filter(Matcher::lookingAt)
                .map(item -> item.group(1))
                .flatMap(title -> QUOTED.matcher(title).results().map(quoted -> quoted.group(1)))
                .toList();
    }

    /**
     * The main texts of all modules and the scripts, with literals that are joined by a plus made
     * one.
     */
    private static String program() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> modules = Files.list(Documents.ROOT)) {
            for (Path module : modules.toList()) {
                append(all, module.resolve("src/main"));
            }
        }
        append(all, Documents.ROOT.resolve("launcher"));
        append(all, Documents.ROOT.resolve(".build"));
        // Their names are printed, and written nowhere in full.
        Stream.of(Ckr.values()).forEach(code -> all.append(code).append(' '));
        return all.toString();
    }

    private static void append(StringBuilder all, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(SymptomsTest::isText).toList()) {
                all.append(
                        Files.readString(file)
                                .replaceAll("\"\\s*\\+\\s*\"", "")
                                .replace("\\\"", "\"")
                                .replaceAll("\\s+", " "));
            }
        }
    }

    private static boolean isText(Path file) {
        return file.toString().matches("(?!.*/target/).*\\.(java|txt|sh|ps1)");
    }
}
