package dev.keyhaul.cli.ceremony;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.HeldLogins;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A command that the guide runs: the very one that a person could type, with its rules, its record,
 * its approvals and its proofs. It asks for its PINs at the terminal.
 *
 * @param words the command line
 * @param exit its exit code
 * @param out its report
 * @param err what it told
 */
record InnerCommand(List<String> words, int exit, byte[] out, String err) {

    /** Runs it. */
    static InnerCommand run(Questions questions, List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit;
        try (HeldLogins.Act act = questions.logins().begin()) {
            Console console =
                    new Console(
                                    new PrintStream(out, true, StandardCharsets.UTF_8),
                                    new PrintStream(err, true, StandardCharsets.UTF_8))
                            .in(act);
            if (!questions.isAttended()) {
                console.ignoreSettings();
            }
            exit = Commands.KEYHAUL.run(words, console);
        }
        InnerCommand ended =
                new InnerCommand(
                        List.copyOf(words),
                        exit,
                        out.toByteArray(),
                        err.toString(StandardCharsets.UTF_8));
        questions.ended(ended);
        return ended;
    }

    boolean isDone() {
        return exit == ExitCode.DONE;
    }

    boolean isWaiting() {
        return exit == ExitCode.WAITING;
    }

    JsonObject json() throws MalformedInputException {
        return JsonObject.parse(out);
    }

    /** Returns the lines that it told of a kind, such as {@code warning}, without the beginning. */
    List<String> told(String kind) {
        String begin = "keyhaul: " + kind + ": ";
        return err.lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .toList();
    }

    /** Whether it failed for this reason. */
    boolean isBecauseOf(Reason reason) {
        return why().endsWith("[" + reason.code() + "]");
    }

    /** Returns why it failed, in one line. */
    String why() {
        return told("error").stream()
                .findFirst()
                .orElseGet(() -> "exit code " + exit + ": " + err.strip());
    }
}
