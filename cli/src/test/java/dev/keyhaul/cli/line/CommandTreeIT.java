package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.Keyhaul;
import dev.keyhaul.cli.fixture.RealCommand;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tree of commands, which was decided once, and the hints that old names give. */
final class CommandTreeIT {
    @TempDir Path home;

    @Test
    void help_printsTheTreeThatWasDecided() throws Exception {
        String help = new RealCommand(home).run("help").requireDone().out();

        String tree =
                help.lines()
                        .filter(line -> line.matches("[A-Z][A-Z ]+|  \\S.*"))
                        .collect(Collectors.joining("\n", "", "\n"));
        assertThat(tree).isEqualTo(text(CommandTreeIT.class, "tree.txt"));
    }

    @Test
    void oldName_isNoCommand_andGivesTheNewOne() throws Exception {
        List<String[]> names =
                text(Keyhaul.class, "old-names.txt")
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split(" = ", 2))
                        .toList();
        assertThat(names).hasSizeGreaterThan(10);
        for (String[] name : names) {
            List<String> words =
                    List.of(name[0].replaceFirst("^\\* ", "vault show-key ").split(" "));
            RealCommand.Result result = new RealCommand(home).run(words.toArray(String[]::new));

            assertThat(result.exit()).as(name[0]).isEqualTo(2);
            assertThat(result.err().replaceAll("\\s+", " ")).as(name[0]).contains(name[1]);
            assertThat(result.out()).isEmpty();
        }
    }

    private static String text(Class<?> beside, String name) throws Exception {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
