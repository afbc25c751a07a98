package dev.keyhaul.cli.console;

import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.core.page.VisibleText;
import java.io.Console;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The terminal that a person sits at, where there is one. */
public final class Terminal {
    private static final int FIRST_WITH_IS_TERMINAL = 22;

    private Terminal() {}

    /**
     * Returns the terminal; none when input or output is redirected.
     *
     * <p>Since JDK 22 the JDK hands out a console for redirected streams too, and tells by {@code
     * isTerminal} what it is.
     */
    @SuppressWarnings("SystemConsoleNull") // null until 21; asked below since 22
    public static Optional<Console> get() {
        Console console = System.console();
        return console != null && isTerminal(console) ? Optional.of(console) : Optional.empty();
    }

    private static boolean isTerminal(Console console) {
        if (Runtime.version().feature() < FIRST_WITH_IS_TERMINAL) {
            return true;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /**
     * Asks a question; empty if there is no terminal, or no answer.
     *
     * @param format the question, with {@code %s} for each text that may come from outside
     */
    public static Optional<String> ask(String format, Object... arguments) {
        return get().map(console -> answer(console, format, arguments));
    }

    /**
     * Asks for a secret, which is not shown; empty if there is no terminal, or no answer.
     *
     * @param prompt what is asked for; the caller wipes the answer
     */
    public static Optional<char[]> askSecret(String prompt) {
        return get().map(
                        console ->
                                Interruption.whileAsking(
                                        () ->
                                                console.readPassword(
                                                        "%s: ", VisibleText.oneLine(prompt))));
    }

    /** Says something to the person who was asked; control characters are shown, not sent. */
    public static void tell(String line) {
        get().ifPresent(
                        console ->
                                LineWrap.of(VisibleText.oneLine(line), Columns.of(1))
                                        .forEach(shown -> console.printf("%s%n", shown)));
    }

    @SuppressWarnings("FormatStringAnnotation") // handed on as it came
    private static @Nullable String answer(Console console, String format, Object... arguments) {
        Object[] shown =
                Arrays.stream(arguments)
                        .map(argument -> VisibleText.oneLine(String.valueOf(argument)))
                        .toArray();
        List<String> lines =
                LineWrap.of(String.format(format, shown).stripTrailing(), Columns.of(1));
        // The last line keeps the blank before the answer.
        return Interruption.whileAsking(
                () -> console.readLine("%s ", String.join(System.lineSeparator(), lines)));
    }
}
