package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.ProgramConsole;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that is about something else is run, and explained, in the same way. */
final class CommandsTest {
    private final ToyCommands toy = new ToyCommands();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String typed) {
        return toy.run(
                typed.isEmpty() ? List.of() : List.of(typed.split(" ")),
                new ProgramConsole(
                        new ProgramConsole.Program("toy", "1.0.0"),
                        new ProgramConsole.Streams(stream(out), stream(err), false, false)) {});
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** The first two are plain; the others need picocli. */
    @ParameterizedTest
    @CsvSource({
        "greet --name Ada, hello Ada",
        "greet --name=Ada --tone very-polite, good day Ada",
        "greet --name=Ada --no-such, ''",
        "greet --verbose=true --name Ada --tone=PLAIN, hello Ada"
    })
    void run_printsWhatTheCommandPrints(String typed, String printed) {
        assertThat(run(typed)).isEqualTo(printed.isEmpty() ? 2 : 0);
        assertThat(out.toString(StandardCharsets.UTF_8).strip()).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file copy | 5 | cannot copy [KH-FILE-IO] | try again",
                "file copy --force | 2 | nothing to replace [KH-OPTIONS-CONFLICT] | leave it out",
                "file copy --force -q | 1 | bug: wrong [KH-INTERNAL] | report it",
                "file copy -v | 5 | no place for the record [KH-FOLDER-MISSING] | make room",
                "file | 2 | 'file' needs a second word [KH-COMMAND-UNKNOWN] | 'toy file --help' lists the commands",
                "file cpy | 2 | unknown command 'file cpy' [KH-COMMAND-UNKNOWN] | did you mean 'file copy'?"
                        + " 'toy file --help' lists the commands",
                "gret | 2 | unknown command 'gret' [KH-COMMAND-UNKNOWN] | did you mean 'greet'?"
                        + " 'toy --help' lists the commands",
                "greet --nam=x | 2 | unknown option --nam [KH-OPTION-UNKNOWN] | did you mean --name?"
                        + " 'toy greet --help' lists the options",
                "greet | 2 | missing required option: '--name=NAME' [KH-OPTION-MISSING]"
                        + " | 'toy greet --help' lists the options",
                "greet --name Ada --tone rude | 2 | invalid value for option '--tone':"
                        + " unknown tone 'rude'; use one of plain, very-polite [KH-VALUE-FORM]"
                        + " | 'toy greet --help' lists the options"
            })
    void run_ofWhatFails_saysWhyAndWhatToDo(String typed, int exit, String message, String hint) {
        assertThat(run(typed)).isEqualTo(exit);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("toy: error: " + message + "\ntoy: hint: " + hint + "\n");
    }

    /** What a command leaves of itself does not depend on what comes of it. */
    @Test
    void recording_endsWhenTheCommandDoes_unlessItDidNotBegin() {
        run("file copy");
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("\nfile copy ended with 5\n");
        err.reset();
        run("file copy -v");
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help", ""})
    void help_listsTheCommands(String typed) {
        run(typed);
        assertThat(out)
                .hasToString(
                        """
                        Greets.

                        Usage: toy COMMAND [OPTIONS]

                        TOYS
                          file copy  copy
                          greet      greet someone

                        'toy help COMMAND' shows a command's options, with an example.
                        'toy help TOPIC' explains: options, exit-codes, manners.
                        Start with: toy greet
                        """);
    }

    @Test
    void help_ofAGroup_hasItsNote() {
        assertThat(run("help file")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\n  file copy  copy\n", "with an example.\n\nFiles stay as they are.\n");
    }

    @Test
    void help_ofACommand_hasItsText_andItsOptionsUnderTheirHeadings() {
        assertThat(run("help greet")).isZero();
        assertThat(run("help file copy")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Usage: toy greet --name NAME [OPTIONS]\n", "Greets a person.\n")
                .contains("\nOptions:\n      --name=NAME   who\n")
                .contains("\nFiles:\n      --force   replace an existing output file\n")
                .contains(
                        """

                        Common options ('toy help options' explains them):
                          --quiet --verbose --help

                        Example:
                          toy file copy
                        """);
    }

    @Test
    void help_ofOptions_explainsTheCommonOnesOnce() {
        assertThat(run("help options")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("\nOutput:\n")
                .containsOnlyOnce("  -q, --quiet ")
                .doesNotContain("--force", "--name");
    }

    @Test
    void manual_hasAPageForEachCommand(@TempDir Path folder) throws Exception {
        new Manual(toy).writeTo(folder);

        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("toy.1", "toy-greet.1", "toy-file-copy.1");
        assertThat(Files.readString(folder.resolve("toy-greet.1")))
                .startsWith(".TH TOY\\-GREET 1 \"\" \"toy 1.0\" \"Toys\"\n")
                .contains(".SH \"OPTIONS\"\n.TP\n\\fB\\-\\-name=NAME\\fR\nwho\n")
                .contains(".SH \"OUTPUT\"\n.TP\n\\fB\\-q, \\-\\-quiet\\fR\n");
    }

    @Test
    void help_ofATopic_isItsText_andOfExitCodesTheirList() {
        assertThat(run("help manners")).isZero();
        assertThat(run("help exit-codes")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Say please, in the words of docs/TOYS.md, 'At table'.")
                .contains("\n\n- once\n- twice\n\n  please  at first\n  thanks  at last\n")
                .contains("  0  done\n  2  usage\n  3  rude\n  4  forced\n");
        assertThat(run("help maners")).isEqualTo(2);
    }

    @Test
    void help_ofACode_ofAProgramThatExplainsNone_isRefused() {
        assertThat(run("help kh-file-exists")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("no error has the code 'KH-FILE-EXISTS' [KH-COMMAND-UNKNOWN]");
    }

    @Test
    void reference_hasAPageForEachCommandAndTopic() {
        Map<String, String> pages = new Reference(toy).pages();

        assertThat(pages.keySet())
                .containsExactly(
                        "COMMANDS.md",
                        "reference/toy.md",
                        "reference/file-copy.md",
                        "reference/greet.md",
                        "reference/manners.md");
        assertThat(pages.get("reference/manners.md"))
                .contains(
                        "[At table](../TOYS.md#at-table). See `--name` and [KH-TOY-LOST](../ERRORS.md#kh-toy-lost).")
                .contains("\n* once\n* twice\n", "| `please` | at first |");
        assertThat(pages.get("reference/greet.md"))
                .startsWith(
                        "# toy greet\n\n```text\ntoy greet --name NAME [OPTIONS]\n```\n\nGreets a person.\n")
                .contains("| `--name=NAME` | who |", "```sh\ntoy greet --name Ada\n```")
                .contains("| 3 | rude |")
                .doesNotContain("| 2 | usage |");
        assertThat(pages.get("reference/file-copy.md"))
                .contains(
                        "| 2 | usage |",
                        "| 4 | forced |",
                        "* [Toys for everyone](../TOYS.md)",
                        "* [`greet`](greet.md)")
                .doesNotContain("| 3 | rude |");
    }

    @Test
    void completion_offersTheWordsThatAnOptionAccepts() {
        assertThat(Completion.fish(toy))
                .startsWith("# completion of toy for fish\n")
                .contains(" -l tone -x -a 'plain very-polite'");
        assertThat(Completion.bash(toy)).contains("complete -F", "very-polite");
    }
}
