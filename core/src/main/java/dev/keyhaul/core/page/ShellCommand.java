package dev.keyhaul.core.page;

import dev.keyhaul.core.host.HostSystem;
import java.io.File;
import java.nio.charset.StandardCharsets;

/**
 * A command that a person pastes into the shell of this host. Its words are ours; each value in it
 * is quoted, whatever it holds, and the whole is one line. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ShellCommand {
    /** What no shell expands or takes for an operator. */
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+:,./_-";

    /** What PowerShell takes for a single quote. */
    private static final String POWERSHELL_QUOTES = "'\u2018\u2019\u201a\u201b";

    private final StringBuilder text;

    private ShellCommand(String words) {
        text = new StringBuilder(words);
    }

    /** Begins with words of ours, such as a command's name. */
    public static ShellCommand of(String words) {
        return new ShellCommand(words);
    }

    /** Begins with a program by its path. */
    public static ShellCommand program(String path) {
        return of(isPosix() ? posix(path) : "& " + powerShell(path));
    }

    private static boolean isPosix() {
        return HostSystem.here() == HostSystem.UNIX;
    }

    /** Adds words of ours, such as an option. */
    public ShellCommand words(String words) {
        text.append(' ').append(words);
        return this;
    }

    /** Adds a value, which may be anything. */
    public ShellCommand value(String value) {
        return words(quoted(value));
    }

    /** Adds the path of a file, which is no option even if its name begins with a dash. */
    public ShellCommand path(String path) {
        return value(path.startsWith("-") ? "." + File.separatorChar + path : path);
    }

    /** Returns a value as one word of this host's shell. */
    private static String quoted(String value) {
        if (!value.isEmpty() && value.chars().allMatch(c -> PLAIN.indexOf(c) >= 0)) {
            return value;
        }
        return isPosix() ? posix(value) : powerShell(value);
    }

    /**
     * Returns a value as one word of a POSIX shell. Between single quotes nothing is expanded. What
     * may not be printed is written by {@code printf} there, and a line feed at the very end is
     * lost.
     */
    public static String posix(String value) {
        if (value.codePoints().allMatch(VisibleText::isShown)) {
            return "'" + value.replace("'", "'\\''") + "'";
        }
        StringBuilder format = new StringBuilder("\"$(printf '");
        value.codePoints()
                .forEach(
                        c -> {
                            if (VisibleText.isShown(c) && "'%\\".indexOf(c) < 0) {
                                format.appendCodePoint(c);
                            } else {
                                octal(new String(Character.toChars(c)), format);
                            }
                        });
        return format.append("')\"").toString();
    }

    private static void octal(String character, StringBuilder format) {
        for (byte unit : character.getBytes(StandardCharsets.UTF_8)) {
            format.append(String.format("\\%03o", unit & 0xFF));
        }
    }

    /**
     * Returns a value as one argument of PowerShell: a literal string, in which a quote doubles.
     */
    public static String powerShell(String value) {
        StringBuilder quoted = new StringBuilder("'");
        boolean isLiteral = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!VisibleText.isShown(c) && !Character.isSurrogate(c)) {
                quoted.append("' + [char]0x%04x + '".formatted((int) c));
                isLiteral = false;
            } else {
                quoted.append(POWERSHELL_QUOTES.indexOf(c) >= 0 ? "" + c + c : c);
            }
        }
        quoted.append("'");
        return isLiteral ? quoted.toString() : "(" + quoted + ")";
    }

    /** Returns the command. */
    @Override
    public String toString() {
        return text.toString();
    }
}
