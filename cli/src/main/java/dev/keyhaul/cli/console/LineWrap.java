package dev.keyhaul.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines that fit a terminal. They are broken between words, and never within one: a path, a URL or
 * a group of a fingerprint can be copied. A command that does not match is continued with a
 * backslash at its options, so that it can be pasted as it stands.
 *
 * <p>Not thread-safe.
 */
public final class LineWrap {
    /** How wide lines for people are made where the terminal is not narrower. */
    public static final int USUAL_COLUMNS = 100;

    private static final String CONTINUED = " \\";
    private static final String OPTIONS_INDENT = "    ";

    /** The programs that hints name: after a colon, or at the start, a command begins with it. */
    private static final Set<String> PROGRAMS = Set.of("keyhaul", "az", "openssl");

    /** A command in quotes, and what stands behind them up to the next space. */
    private static final Pattern QUOTED =
            Pattern.compile("\\(?'[a-z][a-z0-9-]* [^']*'(?![\\p{L}\\p{N}])\\S*");

    /** A word of a shell's command: a space in quotes does not end it. */
    private static final Pattern SHELL_WORD =
            Pattern.compile("(?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\\\\.|[^\\s'\"])+|\\S+");

    private final int columns;
    private final String next;
    private final List<String> lines = new ArrayList<>();
    private String line;
    private boolean begun;

    private LineWrap(String prefix, int columns, String next) {
        this.columns = columns;
        this.next = next;
        this.line = prefix;
    }

    /**
     * Breaks a text.
     *
     * @param prefix what stands before it on the first line
     * @param text one line of any length
     * @param columns how wide a line may be; 0 for any width
     * @param next what stands before it on all other lines
     */
    public static List<String> of(String prefix, String text, int columns, String next) {
        if (columns == 0 || prefix.length() + text.length() <= columns) {
            return List.of(prefix + text);
        }
        return new LineWrap(prefix, columns, next).prose(text).end();
    }

    /** Breaks a line between its words; those after the first are indented a little more. */
    public static List<String> of(String line, int columns) {
        if (line.endsWith(CONTINUED)) {
            return List.of(line);
        }
        String indent = " ".repeat(line.length() - line.stripLeading().length());
        return of(indent, line.stripLeading(), columns, indent + "  ");
    }

    /** Breaks a text that is a command as a whole, as {@link #of} breaks others. */
    static List<String> ofCommand(String prefix, String command, int columns, String next) {
        if (columns == 0 || prefix.length() + command.length() <= columns) {
            return List.of(prefix + command);
        }
        return new LineWrap(prefix, columns, next).command(words(command)).end();
    }

    private static List<String> words(String command) {
        return SHELL_WORD.matcher(command).results().map(found -> found.group()).toList();
    }

    private List<String> end() {
        lines.add(line.stripTrailing());
        return lines;
    }

    private LineWrap prose(String text) {
        Matcher quoted = QUOTED.matcher(text);
        Matcher shell = SHELL_WORD.matcher(text);
        boolean mayBegin = true;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(' ', at);
            String word = text.substring(at, end < 0 ? text.length() : end);
            if (word.isEmpty()) {
                at++;
            } else if (quoted.region(at, text.length()).lookingAt()) {
                command(List.of(quoted.group().split(" ")));
                at = quoted.end() + 1;
            } else if (mayBegin && PROGRAMS.contains(word)) {
                List<String> words = new ArrayList<>();
                do {
                    if (!shell.find(at)) {
                        break;
                    }
                    words.add(shell.group());
                    at = shell.end() + 1;
                } while (at < text.length() && !words.get(words.size() - 1).matches(".*[;,]"));
                command(words);
            } else {
                word(word);
                at += word.length() + 1;
            }
            mayBegin = word.endsWith(":");
        }
        return this;
    }

    private void word(String word) {
        if (!fits(word)) {
            newLine(next);
        }
        append(word);
    }

    private boolean fits(String more) {
        return line.length() + (begun ? 1 : 0) + more.length() <= columns
                || (!begun && line.length() <= next.length());
    }

    private void append(String more) {
        line += (begun ? " " : "") + more;
        begun = true;
    }

    private void newLine(String indent) {
        lines.add(line.stripTrailing());
        line = indent;
        begun = false;
    }

    /** On one line if that is possible at all; otherwise continued at its options. */
    private LineWrap command(List<String> words) {
        String whole = String.join(" ", words);
        if (!fits(whole) && (begun || line.length() > next.length())) {
            newLine(next);
        }
        if (line.length() + whole.length() <= columns) {
            append(whole);
            return this;
        }
        List<List<String>> parts = parts(words);
        for (List<String> part : parts) {
            boolean isLast = part == parts.get(parts.size() - 1);
            String together = String.join(" ", part);
            if (fitsContinued(together, isLast)) {
                append(together);
                continue;
            }
            if (begun) {
                newContinuedLine();
            }
            boolean isWhole = fitsContinued(together, isLast);
            List<String> pieces = isWhole ? List.of(together) : part;
            for (int i = 0; i < pieces.size(); i++) {
                if (begun && !fitsContinued(pieces.get(i), isLast && i == pieces.size() - 1)) {
                    newContinuedLine();
                }
                append(pieces.get(i));
            }
        }
        return this;
    }

    private boolean fitsContinued(String more, boolean isLast) {
        int room = columns - (isLast ? 0 : CONTINUED.length());
        return line.length() + (begun ? 1 : 0) + more.length() <= room;
    }

    private void newContinuedLine() {
        line += CONTINUED;
        newLine(next + OPTIONS_INDENT);
    }

    /** The command's words, and each option with its value. */
    private static List<List<String>> parts(List<String> words) {
        List<List<String>> parts = new ArrayList<>();
        for (String word : words) {
            if (parts.isEmpty() || word.startsWith("-")) {
                parts.add(new ArrayList<>());
            }
            parts.get(parts.size() - 1).add(word);
        }
        return parts;
    }
}
