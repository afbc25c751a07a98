package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no command, or malformed, is answered with what to type; help needs no exact form. */
final class CommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String typed) {
        return Commands.KEYHAUL.run(
                typed.isEmpty() ? List.of() : List.of(typed.split(" ")),
                new Console(stream(out), stream(err)));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token | 'token' needs a second word [KH-COMMAND-UNKNOWN]"
                        + " | 'keyhaul token --help' lists the commands",
                "token lsit | unknown command 'token lsit' [KH-COMMAND-UNKNOWN]"
                        + " | did you mean 'token list'? 'keyhaul token --help' lists the commands",
                "docter | unknown command 'docter' [KH-COMMAND-UNKNOWN]"
                        + " | did you mean 'doctor'? 'keyhaul --help' lists the commands",
                "key list --token | missing required parameter for option '--token' (NAME)"
                        + " [KH-OPTION-MISSING] | 'keyhaul key list --help' lists the options",
            })
    void run_ofWhatIsMalformed_saysWhyAndWhatToType(String typed, String message, String hint) {
        assertThat(run(typed)).isEqualTo(ExitCode.USAGE);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("keyhaul: error: " + message)
                .contains("\nkeyhaul: hint: " + hint + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help", ""})
    void help_listsTheCommands(String typed) {
        assertThat(run(typed)).isEqualTo(typed.isEmpty() ? ExitCode.USAGE : ExitCode.DONE);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\nUsage: keyhaul COMMAND [OPTIONS]\n", "\nSTART\n  demo ")
                .contains(
                        "'keyhaul help TOPIC' explains: options, exit-codes, errors,",
                        "'keyhaul help CODE' explains an error by its code.")
                .endsWith("\nStart with: keyhaul demo\n");
    }

    @Test
    void help_ofAGroup_hasItsNote() {
        assertThat(run("help tpd")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\n  tpd convert  ", "with an example.\n\nWhat Keyhaul knows of trusted")
                .doesNotContain("byok create");
    }
}
