package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Tab offers in a shell that has sourced the script. */
class CompletionIT {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keyhaul by | byok",
                "keyhaul byok | byok",
                "keyhaul byok cr | create",
                "keyhaul vault u | upload",
                "keyhaul backup restore --lab | --label",
                "keyhaul key generate --not | --not-extractable"
            })
    void bash_completesWhatIsTyped(String typed, String offered) throws Exception {
        assertThat(complete("bash", "bash", typed)).containsExactly(offered);
    }

    @Test
    void bash_offersEveryCommand() throws Exception {
        assertThat(complete("bash", "bash", "keyhaul "))
                .contains("demo", "token", "key", "kek", "byok", "vault", "backup", "completion");
    }

    @Test
    void zsh_completesToo() throws Exception {
        assumeTrue(isInstalled("zsh"), "zsh is not installed: apt-get install zsh");
        assertThat(complete("zsh", "zsh", "keyhaul by")).containsExactly("byok");
    }

    @Test
    void script_isAllThatIsPrinted() throws Exception {
        RealCommand.Result result = new RealCommand(folder).run("completion", "bash");

        assertThat(result.requireDone().out()).startsWith("#!").contains("complete -F");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void unknownShell_isUsage() throws Exception {
        RealCommand.Result result = new RealCommand(folder).run("completion", "fish");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("fish", "keyhaul: hint: ");
    }

    /** Sources the script and asks the function that it registers, as the shell does on Tab. */
    private List<String> complete(String shell, String script, String typed) throws Exception {
        RealCommand keyhaul = new RealCommand(folder);
        Path file = folder.resolve("completion");
        Files.writeString(file, keyhaul.run("completion", script).requireDone().out());
        String ask =
                """
                source ./completion
                line="$1"
                read -r -a COMP_WORDS <<< "$line"
                case $line in *' ') COMP_WORDS+=('') ;; esac
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line}
                function=$(complete -p keyhaul | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                "$function" keyhaul "${COMP_WORDS[COMP_CWORD]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        String out =
                keyhaul.runProgram(List.of(shell, "-c", ask, shell, typed)).requireDone().out();
        return out.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
