package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tree of commands, which was decided once. */
final class CommandTreeIT {
    @TempDir Path home;

    @Test
    void help_printsTheTreeThatWasDecided() throws Exception {
        String help = new RealCommand(home).with("COLUMNS", "100").run("help").requireDone().out();

        String tree =
                help.lines()
                        .filter(line -> line.matches("[A-Z][A-Z ]+|  \\S.*"))
                        .collect(Collectors.joining("\n", "", "\n"));
        assertThat(tree).isEqualTo(text("tree.txt"));
    }

    private static String text(String name) throws Exception {
        try (InputStream in = CommandTreeIT.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
