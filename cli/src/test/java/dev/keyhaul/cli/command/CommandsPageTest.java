package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/COMMANDS.md lists the commands and exit codes as the program has them. */
class CommandsPageTest {
    private static final Path DOCS = Path.of(System.getProperty("keyhaul.root", ".."), "docs");

    @Test
    void everyCommand_isThere_withItsSummary() throws Exception {
        String page = Files.readString(DOCS.resolve("COMMANDS.md"));
        String table = page.substring(page.indexOf("\n## All commands\n"));
        List<String> rows =
                CommandTable.KEYHAUL.all().stream()
                        .map(entry -> "| `%s` | %s |".formatted(entry.name(), entry.summary()))
                        .toList();

        assertThat(table.lines().filter(line -> line.startsWith("| `")))
                .as("docs/COMMANDS.md has these rows:%n%s", String.join("\n", rows))
                .containsExactlyElementsOf(rows);
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
