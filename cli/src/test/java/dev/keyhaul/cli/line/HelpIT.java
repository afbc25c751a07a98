package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.output.NarrowOutputTest;
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

    /** The launcher asks the terminal how wide it is; COLUMNS says it, too. */
    @Test
    void help_isAsWideAsTheTerminal() throws Exception {
        RealCommand keyhaul = new RealCommand(folder);
        for (String width : List.of("unset COLUMNS; stty cols 40", "export COLUMNS=40")) {
            RealCommand.Result help =
                    keyhaul.runProgram(
                            List.of(
                                    "sh",
                                    "-c",
                                    "echo | script --quiet --return --command \"$0\" /dev/null",
                                    width
                                            + "; '"
                                            + RealCommand.launcher()
                                            + "' kek disable --help"));
            NarrowOutputTest.requireNarrow(40, width, help.out().replace("\r", ""));
            assertThat(help.out()).contains("keyhaul kek disable --vault URL \\");
        }
        NarrowOutputTest.requireNarrow(
                80, "a pipe", keyhaul.run("vault", "import-key", "--help").out());
        NarrowOutputTest.requireNarrow(
                60,
                "COLUMNS in a pipe",
                keyhaul.runProgram(
                                List.of(
                                        "env",
                                        "COLUMNS=60",
                                        RealCommand.launcher().toString(),
                                        "vault",
                                        "import-key",
                                        "--help"))
                        .out());
        String usual = keyhaul.run("kek", "disable", "--help").out();
        assertThat(usual).contains("keyhaul kek disable --vault URL --name N [OPTIONS]");
    }

    @Test
    void help_ofACommand_isItsHelp() throws Exception {
        RealCommand keyhaul = new RealCommand(folder);
        for (List<String> words :
                List.of(List.<String>of(), List.of("byok"), List.of("byok", "create"))) {
            List<String> asked = new ArrayList<>(words);
            asked.add("--help");
            List<String> help = new ArrayList<>(words);
            help.add(0, "help");
            assertThat(keyhaul.run(help.toArray(String[]::new)).requireDone().out())
                    .isEqualTo(keyhaul.run(asked.toArray(String[]::new)).requireDone().out());
        }
        assertThat(keyhaul.run("help", "nothing").exit()).isEqualTo(2);
    }

    /** A command's own options come with an explanation; the shared ones are explained once. */
    @Test
    void commonOptions_areNamed_andHelpOptionsExplainsEach() throws Exception {
        // Wide enough for an example on one line: its second would look like an explained option.
        RealCommand keyhaul = new RealCommand(folder).with("COLUMNS", "100");
        String explained = keyhaul.run("help", "options").requireDone().out();

        for (String command :
                List.of("byok create", "vault import-key", "backup restore", "status")) {
            List<String> words = new ArrayList<>(List.of(command.split(" ")));
            words.add("--help");
            String help = keyhaul.run(words.toArray(String[]::new)).requireDone().out();
            List<String> names =
                    help.substring(help.indexOf("\nCommon options"))
                            .lines()
                            .dropWhile(line -> !line.startsWith("  "))
                            .takeWhile(line -> line.startsWith("  "))
                            .flatMap(line -> List.of(line.strip().split(" ")).stream())
                            .toList();
            assertThat(names).contains("--quiet", "--help").doesNotHaveDuplicates();
            for (String name : names) {
                assertThat(explained).containsPattern("(?m)^ .*" + name + "(=|  )");
                assertThat(help)
                        .as("explained in %s", command)
                        .doesNotContain("\n      " + name + " ");
            }
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
                        keyhaul: error: unknown command 'byok creat' [KH-COMMAND-UNKNOWN]
                        keyhaul: hint: did you mean 'byok create'? 'keyhaul byok --help' lists the commands
                        """);
    }
}
