package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Optional;
import java.util.regex.Pattern;

/** A fingerprint as an operator typed it. */
public final class TypedFingerprint {
    private static final int ROWS = 4;

    /** A row, as far as a person types it on a line of its own. */
    private static final Pattern FIRST_ROW =
            Pattern.compile(
                    "\\s*(sha256:)?\\s*(1\\s+)?GROUP(\\s+GROUP){3}\\s*"
                            .replace("GROUP", "[0-9a-fA-F]{4}(-?[0-9a-fA-F])?"));

    private TypedFingerprint() {}

    /** A terminal: shows a prompt and reads a line, which is empty if nobody answers. */
    interface Asking {
        Optional<String> ask(String format, Object... arguments);
    }

    /**
     * Asks for a fingerprint on the terminal, in any of its forms; after the first of the four rows
     * for the others, which come by themselves when all four were pasted.
     *
     * @param format the question, with {@code %s} for each text that may come from outside
     * @return what was typed, not yet read; empty when there is nobody to ask, or no answer
     */
    public static Optional<String> ask(String format, Object... arguments) {
        return ask(Terminal::ask, format, arguments);
    }

    static Optional<String> ask(Asking terminal, String format, Object... arguments) {
        Optional<String> first = terminal.ask(format, arguments);
        if (first.filter(line -> FIRST_ROW.matcher(line).matches()).isEmpty()) {
            return first;
        }
        StringBuilder text = new StringBuilder(first.get());
        for (int row = 2; row <= ROWS; row++) {
            text.append('\n').append(terminal.ask("row %s of 4: ", row).orElse(""));
        }
        return Optional.of(text.toString());
    }

    /** Reads a SHA-256 that people compare as they compare a fingerprint; empty if it is none. */
    public static Optional<String> digest(String text) {
        try {
            return Optional.of(Fingerprint.parse(text).hex());
        } catch (MalformedInputException e) {
            return Optional.empty();
        }
    }

    /** Whether the text is to be a fingerprint, and not the name of a file. */
    public static boolean isOne(String text) {
        return Fingerprint.isMeant(text);
    }

    /** Reads it; what is malformed is a usage error. */
    public static Fingerprint parse(String text) {
        try {
            return Fingerprint.parse(text);
        } catch (MalformedInputException e) {
            throw new UsageException(
                    Reason.FINGERPRINT_FORM,
                    String.valueOf(e.getMessage()),
                    e.hint().orElse("64 hex digits"));
        }
    }
}
