package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the reference, docs/COMMANDS.md and docs/ERRORS.md are what the program says. */
class CommandsPageTest {
    private static final Path DOCS =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs").toAbsolutePath();

    private static final Pattern HOW_TO =
            Pattern.compile("(?m)^\\* \\[([^`\\]]+)]\\(\\.\\./([A-Z-]+\\.md)\\)$");

    /** What {@code .build/reference} writes; nothing else is in the folder. */
    @Test
    void everyPage_isWhatTheProgramSays() throws Exception {
        Map<String, String> wanted = GeneratedDocuments.all(DOCS);
        List<String> different = new ArrayList<>();
        for (Map.Entry<String, String> page : wanted.entrySet()) {
            Path file = DOCS.resolve(page.getKey());
            if (!Files.exists(file) || !Files.readString(file).equals(page.getValue())) {
                different.add(page.getKey());
            }
        }
        try (Stream<Path> pages = Files.list(DOCS.resolve("reference"))) {
            pages.map(page -> "reference/" + page.getFileName())
                    .filter(page -> !wanted.containsKey(page))
                    .forEach(different::add);
        }

        assertThat(different).as(".build/reference makes these pages of docs anew").isEmpty();
        assertThat(wanted).hasSizeGreaterThan(Commands.KEYHAUL.all().size() + 5);
    }

    /** Help and the pages are of one source each, but are put together by different code. */
    @Test
    void everyPage_hasTheOptionsExamplesAndCodes_ofItsHelp() {
        Map<String, String> pages = GeneratedDocuments.all(DOCS);
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            String name = String.join("-", entry.words());
            String page = pages.get("reference/" + name + ".md");
            String help = help(entry.words());

            assertThat(page).as(name).startsWith("# keyhaul " + entry.name() + "\n");
            assertThat(page)
                    .contains("\n" + help.lines().findFirst().orElseThrow().substring(7) + "\n");
            Commands.KEYHAUL
                    .line(entry)
                    .getCommandSpec()
                    .options()
                    .forEach(
                            option -> {
                                String told = String.join(" ", option.description());
                                assertThat(page).contains(option.longestName(), marked(told));
                            });
            help.substring(help.indexOf("\nExample:\n") + 10)
                    .lines()
                    .filter(line -> line.startsWith("  "))
                    .forEach(line -> assertThat(page).contains("\n" + line.substring(2) + "\n"));
            assertThat(page).contains("\n## Examples\n", "\n| 0 | done |\n", "\n## See also\n");
        }
    }

    /** The first words, up to one that is typed. */
    private static String marked(String description) {
        return description.replaceAll("['<*|%\\[-].*|\\b[a-z0-9]+:\\S.*|\\b[A-Z]+_.*", "").strip();
    }

    private static String help(List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        List<String> asked = new ArrayList<>(List.of("help"));
        asked.addAll(words);
        Commands.KEYHAUL.run(asked, new Console(stream, stream));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void relatedCommandsAndPages_exist_andHaveTheirTitles() throws Exception {
        Map<String, String> pages = GeneratedDocuments.all(DOCS);
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            String page = pages.get("reference/" + String.join("-", entry.words()) + ".md");
            Matcher link = HOW_TO.matcher(page.substring(page.indexOf("\n## See also")));
            int found = 0;
            while (link.find()) {
                found++;
                assertThat(Files.readString(DOCS.resolve(link.group(2))))
                        .as(entry.name())
                        .startsWith("# " + link.group(1) + "\n");
            }
            assertThat(found).as(entry.name()).isPositive();
        }
    }

    @Test
    void everyExitCode_isThere_andHasItsPartOfTroubleshooting() throws Exception {
        String commands = Files.readString(DOCS.resolve("COMMANDS.md"));
        String troubleshooting = Files.readString(DOCS.resolve("TROUBLESHOOTING.md"));

        for (int code = 0; code <= 9; code++) {
            assertThat(commands).contains("\n| " + code + " | ");
        }
        assertThat(
                        Pattern.compile("(?m)^## Exit code (\\d):")
                                .matcher(troubleshooting)
                                .results()
                                .map(heading -> heading.group(1)))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
    }
}
