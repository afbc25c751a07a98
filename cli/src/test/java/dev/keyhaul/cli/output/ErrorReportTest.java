package dev.keyhaul.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.fixture.ReportSchemas;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program reads the code of an error, whatever was wrong: also the command line itself. */
class ErrorReportTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inspect nowhere | 1 | KH-FILE-NOT-FOUND",
                "key list --settings nowhere | 1 | KH-FILE-NOT-FOUND",
                "backup list --store nowhere | 1 | KH-STORE-MISSING",
                "vault import-key | 2 | KH-OPTION-MISSING",
                "vault import-key --vault https://contoso-kv.vault.azure.net --name n --key pem:k --blob b | 2 |"
                        + " KH-OPTIONS-CONFLICT",
                "vault create-key --bits seven --name n | 2 | KH-VALUE-FORM",
                "vault import-key --no-such-option | 2 | KH-OPTION-UNKNOWN",
                "vault import-keys | 2 | KH-COMMAND-UNKNOWN",
                "vault | 2 | KH-COMMAND-UNKNOWN",
                "no-such-command | 2 | KH-COMMAND-UNKNOWN",
            })
    void error_hasItsCode_forPeopleAndPrograms(String typed, int exit, String code)
            throws Exception {
        assertThat(run(typed)).isEqualTo(exit);
        assertThat(text(err)).containsPattern("^keyhaul: error: .* \\[" + code + "]\n");
        assertThat(text(out)).isEmpty();

        assertThat(run(typed + " --json")).isEqualTo(exit);
        assertThat(text(err)).contains("[" + code + "]\nkeyhaul: hint: ");
        assertThat(ReportSchemas.problems(ReportSchemas.ERROR, text(out))).isEmpty();
        JsonObject error = JsonObject.parse(out.toByteArray()).object("error");
        assertThat(error.string("code")).isEqualTo(code);
        assertThat(text(err)).contains(error.string("message"), error.string("hint"));
    }

    private int run(String typed) {
        out.reset();
        err.reset();
        List<String> words = new ArrayList<>(List.of(typed.split(" ")));
        return Commands.KEYHAUL.run(words, new Console(stream(out), stream(err)));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
