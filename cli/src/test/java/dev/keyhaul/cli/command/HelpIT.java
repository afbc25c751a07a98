package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer types first. */
class HelpIT {
    @TempDir Path folder;

    @Test
    void help_listsEveryCommand_andEachHasAnExample() throws Exception {
        RealCommand keyhaul = new RealCommand(folder);
        String list = keyhaul.run("--help").out();
        List<String> commands =
                list.lines()
                        .filter(line -> line.matches("  [a-z-]+( [a-z-]+)?  .*"))
                        .map(line -> line.strip().replaceFirst("  .*", ""))
                        .toList();

        assertThat(commands)
                .contains("demo", "byok create", "backup restore")
                .hasSizeGreaterThan(20);
        for (String command : commands) {
            List<String> words = new ArrayList<>(List.of(command.split(" ")));
            words.add("--help");
            RealCommand.Result help = keyhaul.run(words.toArray(String[]::new));
            assertThat(help.exit()).as(command).isZero();
            assertThat(help.out()).as(command).contains("Example:", "keyhaul " + command);
        }
    }

    @Test
    void unknownCommand_isUsage() throws Exception {
        RealCommand.Result result = new RealCommand(folder).run("byok", "creat");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo(
                        """
                        keyhaul: error: there is no command 'byok creat'
                        keyhaul: hint: 'keyhaul byok --help' lists them
                        """);
    }
}
