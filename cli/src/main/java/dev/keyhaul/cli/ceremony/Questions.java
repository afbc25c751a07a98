package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.HeldLogins;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.core.page.VisibleText;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the guide says, and asks. Once the plan is closed, "stop" ends it at any question. */
abstract sealed class Questions permits TerminalQuestions, UnattendedQuestions {
    /** Why nothing is stopped for good. */
    static final String OPEN =
            "the plan is open, so no ceremony has begun: you can discard the plan";

    private static final String STOP = "stop";

    private final HeldLogins logins = new HeldLogins(Clock.systemUTC());
    private boolean stops;
    private String why = "to sign the records";

    /** Read already: it is not shown again for another try. */
    private String hinted = "";

    /**
     * Refuses a plan that these questions do not suit.
     *
     * @throws RefusedException if nobody answers, and the plan needs people
     */
    abstract void requireFit(CeremonyPlan plan) throws RefusedException;

    /** Whether a person answers. */
    abstract boolean isAttended();

    /** Hears how a command of a step ended. A token that fails is logged in to anew. */
    void ended(InnerCommand command) {
        if (command.exit() == ExitCode.TOKEN) {
            logins.logOut();
        }
    }

    /** Returns the logins of those who typed a PIN; whoever closes them ends that. */
    HeldLogins logins() {
        return logins;
    }

    /** From now on, "stop" stops the ceremony; before, there is none. */
    void begin() {
        stops = true;
    }

    abstract void say(String line);

    /** Says what a PIN is asked for from now on, as in "to sign the records". */
    void doing(String what) {
        why = what;
    }

    /** Returns what a PIN is asked for. */
    String why() {
        return why;
    }

    /** Returns the next line that is typed; empty if there is nobody any more. */
    abstract Optional<String> answer(String prompt);

    void say(List<String> lines) {
        lines.forEach(line -> say("  " + line));
    }

    /** Says which step comes next. */
    void step(String title) {
        say("");
        say(title);
    }

    /** Asks until the answer can be a path here. */
    Path askPath(String prompt) {
        while (true) {
            try {
                return TypedPath.of(ask(prompt));
            } catch (MalformedIdentifierException e) {
                say(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Asks for a line; its prompt ends where the answer begins. */
    String ask(String prompt) {
        while (true) {
            Optional<String> answer = answer(prompt);
            if (answer.isEmpty()) {
                throw Leaving.forNow("the terminal was closed");
            }
            String line = answer.get().strip();
            if (!line.toLowerCase(Locale.ROOT).equals(STOP)) {
                return line;
            }
            if (!stops) {
                throw Leaving.forNow(OPEN);
            }
            reason().ifPresent(
                            why -> {
                                throw Leaving.stopping(why);
                            });
        }
    }

    /** Ends the ceremony for good, unless the person does not say why. */
    Leaving stopping() {
        return reason().map(Leaving::stopping)
                .orElseGet(() -> Leaving.forNow("the ceremony was not stopped"));
    }

    /** Returns nothing if the person only wanted a break, and goes on. */
    private Optional<String> reason() {
        say("This ends the ceremony for good. For a break, press Enter, then Ctrl-C.");
        return answer("Why does it end? Your answer is recorded (Enter: go back) >")
                .map(String::strip)
                .filter(why -> !why.isEmpty());
    }

    /** Waits until a person has done something away from the keyboard. */
    void wait(String what) {
        enter(what + " Then press Enter >");
    }

    /** Another answer than Enter or "stop" is one to another question. */
    private void enter(String prompt) {
        while (!ask(prompt).isEmpty()) {
            say("Press Enter alone, or type \"stop\".");
        }
    }

    /** Has a number written down. What is typed later comes from that paper alone. */
    void write(String what, List<String> rows) {
        say("Done. Write on paper " + what + ":");
        say(rows);
        wait("Compare what you wrote.");
    }

    /** Returns a row of a number that was written down, as it is typed. */
    String row(String what, int row) {
        return ask("  row " + row + " >");
    }

    /** Whether the answer is yes: never for a number. A slip of the hand is no answer. */
    boolean yes(String question) {
        while (true) {
            String answer = ask(question + " (yes/no) >").toLowerCase(Locale.ROOT);
            if (answer.equals("yes") || answer.equals("no")) {
                return answer.equals("yes");
            }
            say("Type yes or no, in full.");
        }
    }

    /** Offers another try of what was only not ready. */
    void again(String why) {
        say(why);
        again();
    }

    /** In a ceremony, the folder is the plan's. */
    private static String hint(Console.Failure why) {
        if (why.code() == Reason.GUARD_OPEN) {
            return "make another plan with another token. If you accept that anyone who can log in to"
                    + " this token can turn such a key to another use, make it with"
                    + " --allow-open-guard";
        }
        return why.code() == Reason.FILE_ROOM
                ? "remove from the stick what is not of this ceremony, and nothing from the plan's folder"
                : VisibleText.oneLine(why.hint());
    }

    private void again() {
        enter("Press Enter to try again, or type \"stop\" >");
        say("Trying again.");
    }

    /** Offers another try of a command that failed: why, and what to do about it. */
    void again(String what, InnerCommand failed) {
        say(what + ": " + failed.why());
        failed.failure()
                .map(Questions::hint)
                .filter(hint -> !hint.equals(hinted))
                .ifPresent(
                        hint -> {
                            say("  hint: " + hint);
                            hinted = hint;
                        });
        again();
    }
}
