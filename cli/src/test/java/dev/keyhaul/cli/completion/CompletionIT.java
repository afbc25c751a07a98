package dev.keyhaul.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Tab offers in a shell that has sourced the script. */
@Tag("system")
class CompletionIT {
    private static final String ASK_BASH =
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

    /** As zsh's bashcompinit calls such a function: as ksh would; zsh itself sorts out the rest. */
    private static final String ASK_ZSH =
            """
            source ./completion
            ask() {
                emulate -L ksh
                COMP_WORDS=(${=1})
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$1 COMP_POINT=${#1}
                COMPREPLY=()
                _complete_keyhaul keyhaul "${COMP_WORDS[COMP_CWORD]}"
                printf '%s\\n' "${COMPREPLY[@]}"
            }
            ask "$1"
            """;

    @TempDir Path folder;

    private static final String ASK_POWERSHELL =
            """
            param([string] $Line)
            Get-Content -Raw ./completion | Invoke-Expression
            $Offers = [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)
            $Offers.CompletionMatches | ForEach-Object CompletionText
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keyhaul by | byok",
                "keyhaul byok cr | create",
                "keyhaul.cmd byok create --kek-sha | --kek-sha256",
                "keyhaul byok create --strategy tw | two-step",
                "keyhaul completion z | zsh"
            })
    void powerShell_completesWhatIsTyped(String typed, String offered) throws Exception {
        Path shell = ProgramList.ROOT.resolve("../shared/tools/pwsh").normalize();
        assumeTrue(
                Files.isExecutable(shell), "PowerShell (pwsh), on the PATH or in ../shared/tools");
        Files.writeString(folder.resolve("ask.ps1"), ASK_POWERSHELL);
        Files.writeString(
                folder.resolve("completion"),
                new RealCommand(folder).run("completion", "powershell").requireDone().out());

        TestProcess.Result result =
                TestProcess.of(shell.toString(), "-NoProfile", "-File", "ask.ps1", typed)
                        .in(folder)
                        .with(Map.of("PATH", "/usr/bin:/bin"))
                        .run();

        assertThat(result.requireDone().out().lines()).containsExactly(offered);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keyhaul by | byok",
                "keyhaul byok | byok",
                "keyhaul byok cr | create",
                "keyhaul vault i | import-key",
                "keyhaul backup restore --lab | --label",
                "keyhaul key generate --not | --not-extractable"
            })
    void bash_completesWhatIsTyped(String typed, String offered) throws Exception {
        assertThat(complete("bash", ASK_BASH, typed)).containsExactly(offered);
    }

    @Test
    void bash_offersEveryCommand() throws Exception {
        assertThat(complete("bash", ASK_BASH, "keyhaul "))
                .contains("demo", "token", "key", "kek", "byok", "vault", "backup", "completion");
    }

    @Test
    void zsh_completesToo() throws Exception {
        assertThat(complete("zsh", ASK_ZSH, "keyhaul by")).contains("byok", "vault");
        assertThat(complete("zsh", ASK_ZSH, "keyhaul byok cr"))
                .contains("create", "open")
                .doesNotContain("byok");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keyhaul by | byok",
                "keyhaul byok cr | create",
                "keyhaul backup restore --lab | --label",
                "keyhaul tenant runbook --origin ad | ad-rms",
                "keyhaul byok create --aws-algorithm RSAES_OAEP_SHA_2 | RSAES_OAEP_SHA_256",
                "keyhaul completion fi | fish"
            })
    void fish_completesWhatIsTyped(String typed, String offered) throws Exception {
        RealCommand keyhaul = new RealCommand(folder);
        Path file = folder.resolve("completion.fish");
        Files.writeString(file, keyhaul.run("completion", "fish").requireDone().out());
        String out =
                keyhaul.runProgram(
                                List.of(
                                        "fish",
                                        "--no-config",
                                        "-c",
                                        "source $argv[1]; complete -C $argv[2]",
                                        file.toString(),
                                        typed))
                        .requireDone()
                        .out();
        assertThat(out.lines().map(line -> line.replaceFirst("\t.*", ""))).containsExactly(offered);
    }

    /** A constant of the program is no word that an option accepts. */
    @Test
    void bash_offersAcceptedValuesAlone() throws Exception {
        assertThat(complete("bash", ASK_BASH, "keyhaul tenant runbook --origin "))
                .contains("ad-rms", "vault")
                .doesNotContain("AD_RMS");
        assertThat(complete("bash", ASK_BASH, "keyhaul byok create --strategy "))
                .containsExactlyInAnyOrder("auto", "two-step", "one-shot");
    }

    @Test
    void bash_offersWordsOfAnOptionThatIsNoEnum_andTheOptionsOfStatus() throws Exception {
        assertThat(complete("bash", ASK_BASH, "keyhaul token list --backend "))
                .containsExactlyInAnyOrder("jna", "iaik");
        assertThat(complete("bash", ASK_BASH, "keyhaul status --local-v"))
                .containsExactly("--local-vault");
    }

    @Test
    void script_isAllThatIsPrinted() throws Exception {
        RealCommand.Result result = new RealCommand(folder).run("completion", "bash");

        assertThat(result.requireDone().out()).startsWith("#!").contains("complete -F");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void unknownShell_isUsage() throws Exception {
        RealCommand.Result result = new RealCommand(folder).run("completion", "tcsh");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("tcsh", "keyhaul: hint: ");
    }

    /** Sources the script and asks the function that it registers, as the shell does on Tab. */
    private List<String> complete(String shell, String ask, String typed) throws Exception {
        RealCommand keyhaul = new RealCommand(folder);
        Path file = folder.resolve("completion");
        Files.writeString(file, keyhaul.run("completion", shell).requireDone().out());
        String out =
                keyhaul.runProgram(List.of(shell, "-c", ask, shell, typed)).requireDone().out();
        return out.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
