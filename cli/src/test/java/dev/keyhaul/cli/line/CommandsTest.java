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
                "create byok --key k | unknown command 'create' [KH-COMMAND-UNKNOWN]"
                        + " | did you mean 'byok create'? 'keyhaul --help' lists the commands",
                "--module=secret token list | --module stands before the command"
                        + " [KH-COMMAND-UNKNOWN] | options follow it: 'keyhaul token list --module'",
                "byok create \u2014key k -o x | unknown option \u2014key [KH-OPTION-UNKNOWN]"
                        + " | it begins with a dash: type two hyphens; 'keyhaul byok create --help'"
                        + " lists the options",
                "token list one two | too many arguments: 2 words are left over; a value with blanks"
                        + " needs quotes [KH-OPTION-UNKNOWN] | 'keyhaul token list --help' lists the"
                        + " options",
                "audit --vault-log log --key-id x | unknown option --key-id [KH-OPTION-UNKNOWN]"
                        + " | 'keyhaul audit --help' lists the options",
                "status - | '-' is not standard input or output here [KH-VALUE-FORM]"
                        + " | give the name of a file instead",
                "inspect - | '-' is not standard input or output here [KH-VALUE-FORM]"
                        + " | give the name of a file instead",
                "byok create --kek https://x.vault.azure.net/keys/k | --kek:"
                        + " 'https://x.vault.azure.net/keys/k' is an address, and a file is needed"
                        + " [KH-VALUE-FORM] | save what is there in a file, and give the name of that file",
                "inspect pem:~/k | '~/k' begins with ~, which no shell has expanded here"
                        + " [KH-VALUE-FORM] | write the whole path, or \"$HOME\" in place of ~",
                "tenant check --tenant-id contoso.com | --tenant-id: 'contoso.com' is not a UUID, such"
                        + " as 8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f [KH-VALUE-FORM]"
                        + " | 'az account show --query tenantId' shows it",
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
