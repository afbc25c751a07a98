package dev.keyhaul.cli.ceremony;

import dev.keyhaul.cli.console.TypedPins;
import dev.keyhaul.terminal.Terminal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the guide says to the person at the terminal, and asks. "stop" ends it at any question. */
final class Questions {
    private static final String STOP = "stop";

    private final TypedPins pins = new TypedPins();
    private boolean stops;

    /** Returns the PINs that were typed; whoever closes them ends that. */
    TypedPins pins() {
        return pins;
    }

    /** From now on, "stop" stops the ceremony; before, there is none. */
    void begin() {
        stops = true;
    }

    void say(String line) {
        Terminal.tell(line);
    }

    void say(List<String> lines) {
        lines.forEach(line -> Terminal.tell("  " + line));
    }

    /** Asks for a line; its prompt ends where the answer begins. */
    String ask(String prompt) {
        while (true) {
            Optional<String> answer = Terminal.ask("%s", prompt);
            if (answer.isEmpty()) {
                throw Leaving.forNow("the terminal was closed");
            }
            String line = answer.get().strip();
            if (!line.toLowerCase(Locale.ROOT).equals(STOP)) {
                return line;
            }
            if (!stops) {
                throw Leaving.forNow("left at the request of the person at the terminal");
            }
            reason().ifPresent(
                            why -> {
                                throw Leaving.stopping(why);
                            });
        }
    }

    /** Returns nothing if the person only wanted a break, and goes on. */
    private Optional<String> reason() {
        say("This ends the ceremony for good. For a break, press Enter, then Ctrl-C.");
        return Terminal.ask("%s", "Why does it end? It is recorded (Enter goes back) >")
                .map(String::strip)
                .filter(why -> !why.isEmpty());
    }

    /** Waits until a person has done something away from the keyboard. */
    void wait(String what) {
        ask(what + " Then press Enter >");
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

    private void again() {
        ask("Press Enter to try again, or type \"stop\" >");
        say("Trying again.");
    }

    /** Offers another try of a command that failed: why, and what to do about it. */
    void again(String what, InnerCommand failed) {
        say(what + ": " + failed.why());
        failed.told("hint").stream().map(hint -> "  hint: " + hint).forEach(this::say);
        again();
    }
}
