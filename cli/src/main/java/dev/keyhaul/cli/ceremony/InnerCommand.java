package dev.keyhaul.cli.ceremony;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.HeldLogins;
import dev.keyhaul.cli.console.Streams;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.page.VisibleText;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A command that the guide runs: the very one that a person could type, with its rules, its record,
 * its approvals and its proofs. It asks for its PINs at the terminal.
 *
 * @param exit its exit code
 * @param report what it reported
 * @param form the same, as the record that it was written from
 * @param out what it printed
 * @param warnings what it warned of
 * @param failure why it failed, or what it waits for
 */
record InnerCommand(
        int exit,
        JsonObject report,
        Optional<Record> form,
        byte[] out,
        List<String> warnings,
        Optional<Console.Failure> failure) {

    /** Runs it with these values. */
    static InnerCommand run(Questions questions, String name, Given given) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console;
        int exit;
        try (HeldLogins.Act act = questions.logins().begin()) {
            console = new Console(Streams.into(out)).in(act);
            if (!questions.isAttended()) {
                console.ignoreSettings();
            }
            exit = Commands.KEYHAUL.run(name, given, console);
        }
        InnerCommand ended =
                new InnerCommand(
                        exit,
                        console.reported(),
                        console.form(),
                        out.toByteArray(),
                        console.warnings(),
                        console.failure());
        questions.ended(ended);
        return ended;
    }

    /** Returns what a command reported that is done. */
    <R extends Record> R report(Class<R> type) {
        return type.cast(form.orElseThrow());
    }

    boolean isDone() {
        return exit == ExitCode.DONE;
    }

    boolean isWaiting() {
        return exit == ExitCode.WAITING;
    }

    /** Returns why it failed, in one line. */
    String why() {
        return VisibleText.oneLine(failure.map(Console.Failure::line).orElse("exit code " + exit));
    }
}
