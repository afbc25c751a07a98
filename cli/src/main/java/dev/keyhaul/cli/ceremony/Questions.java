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
        Optional<String> answer = Terminal.ask("%s", prompt);
        if (answer.isEmpty()) {
            throw Leaving.forNow("the terminal was closed");
        }
        String line = answer.get().strip();
        if (line.toLowerCase(Locale.ROOT).equals(STOP)) {
            if (!stops) {
                throw Leaving.forNow("left at the request of the person at the terminal");
            }
            throw Leaving.stopping(reason());
        }
        return line;
    }

    private static String reason() {
        return Terminal.ask("%s", "Why? It is recorded >")
                .map(String::strip)
                .filter(why -> !why.isEmpty())
                .orElse("no reason was given");
    }

    /** Waits until a person has done something away from the keyboard. */
    void wait(String what) {
        ask(what + " Then press Enter >");
    }

    /** Whether the answer is yes: never for a number. */
    boolean yes(String question) {
        return ask(question + " (yes/no) >").equalsIgnoreCase("yes");
    }

    /** Offers another try of what was only not ready. */
    void again(String why) {
        say(why);
        ask("Press Enter to try again, or type \"stop\" >");
    }
}
