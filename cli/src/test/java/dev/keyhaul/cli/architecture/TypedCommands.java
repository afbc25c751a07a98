package dev.keyhaul.cli.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command lines of a text: those in blocks and examples, and those named in sentences. */
final class TypedCommands {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```$");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+(?:\\n[^`\\n]+)?)`");

    /** Where a shell's command begins, and the program of the bundle or of a source tree. */
    private static final Pattern PROGRAM =
            Pattern.compile(
                    "(?:^\\(?|[;|&{!]|\\$\\(|\\b(?:if|then|else|do|while|until|time|exec|sudo)) *"
                            + "(?:[A-Za-z_]+=(?:'[^']*'|[^ '\"$(]*) +)*"
                            + "(?:\\./|(?:[\\w$./-]*/)?)keyhaul(?= |$)",
                    Pattern.MULTILINE);

    /** A variable that stands for words of commands. */
    private static final Pattern ASSIGNED =
            Pattern.compile("(?m)^(?:export )?([A-Za-z_]+)=(\"[^\"\n]*\"|'[^'\n]*'|[^\\s'\"]+)");

    /** One word of a shell, or an end of its command. */
    private static final Pattern WORD =
            Pattern.compile(
                    "(?<end>#.*|[;|&()<>]|\\d?>.*)"
                            + "|(?<word>(?:'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\"|\\$\\{[^}]*}|\\$\\((?:[^()]|\\([^)]*\\))*\\)|\\\\.|[^\\s'\";|&()<>\\\\])+)");

    private TypedCommands() {}

    /** Returns the lines of a document's blocks that are commands of a shell. */
    static List<List<String>> inBlocks(String document) {
        return BLOCK.matcher(document)
                .results()
                .filter(
                        block ->
                                List.of("sh", "bash", "text", "", "console")
                                        .contains(block.group(1)))
                .flatMap(block -> inScript(block.group(2), variables(document)).stream())
                .toList();
    }

    /** Returns the indented lines of a text of help that are commands of a shell. */
    static List<List<String>> inHelp(String text) {
        return inScript(
                text.lines()
                        .filter(line -> line.startsWith("  "))
                        .map(String::strip)
                        .collect(Collectors.joining("\n")));
    }

    /** Returns the words after each {@code keyhaul} of a script. */
    static List<List<String>> inScript(String script) {
        return inScript(script, variables(script));
    }

    private static List<List<String>> inScript(String script, Map<String, String> variables) {
        List<List<String>> commands = new ArrayList<>();
        String whole = script.replaceAll("\\\\\\n\\s*", " ").replaceAll("(?m)^\\s+|^\\s*#.*$", "");
        Matcher program = PROGRAM.matcher(whole);
        while (program.find()) {
            String line = whole.substring(program.end()).lines().findFirst().orElse("");
            // What a command must be given, as its page shows it first.
            if (!line.endsWith("[OPTIONS]")) {
                commands.add(
                        words(line).stream().flatMap(word -> expanded(word, variables)).toList());
            }
        }
        return commands;
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new HashMap<>();
        ASSIGNED.matcher(text.replaceAll("\\\\\\n\\s*", " "))
                .results()
                .forEach(set -> variables.put(set.group(1), set.group(2).replaceAll("['\"]", "")));
        return variables;
    }

    /** A variable may hold several words, and one with a condition may hold none. */
    private static Stream<String> expanded(String word, Map<String, String> variables) {
        if (word.matches("\\$\\{\\w+:\\+.*")) {
            return Stream.empty();
        }
        String value = word.startsWith("$") ? variables.get(word.substring(1)) : null;
        return value == null
                ? Stream.of(word)
                : words(value).stream().flatMap(each -> expanded(each, variables));
    }

    /** Returns the words of a command, without their quotation marks, up to where it ends. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find() && word.group("end") == null) {
            words.add(word.group("word").replaceAll("['\"]", ""));
        }
        return words;
    }

    /** Returns what stands between backquotes in a document's sentences. */
    static List<String> inSentences(String document) {
        return SPAN.matcher(BLOCK.matcher(document).replaceAll(""))
                .results()
                .map(span -> span.group(1).replaceAll("\\s+", " ").strip())
                .toList();
    }

    /** Returns what stands between quotation marks in a text of help, a message or a hint. */
    static List<String> inQuotes(String text) {
        return Pattern.compile("(?<!\\w)'([^'\\n]+)'(?!\\w)")
                .matcher(text)
                .results()
                .map(quoted -> quoted.group(1))
                .toList();
    }
}
