package dev.keyhaul.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A shell script of this repository, read for its variables only: a lexer, not a parser. */
final class ShellScript {
    private static final String NAME = "([A-Za-z_][A-Za-z0-9_]*)";
    private static final Pattern READ = Pattern.compile("\\$(?:\\{[#!]?)?" + NAME);
    private static final Pattern ARITHMETIC = Pattern.compile("\\$\\(\\((.*?)\\)\\)");
    private static final Pattern COMMAND_IN_ARITHMETIC = Pattern.compile("\\$\\([^()]*\\)");
    private static final Pattern WORD = Pattern.compile("(?<![\\w$])" + NAME);
    // After -v, it is a variable of awk; with an asterisk and a bracket, a pattern of case.
    private static final Pattern ASSIGNED =
            Pattern.compile("(?<=^|[\\s;(|&{])(?<!-v )" + NAME + "(?:\\[[^]]*])?\\+?=(?!\\*\\))");
    private static final Pattern LOOP = Pattern.compile("\\bfor\\s+" + NAME);
    private static final Pattern LIST =
            Pattern.compile("\\b(?:read|mapfile|local|getopts)\\b((?:[ \\t]+-?[A-Za-z_]\\w*)+)");
    private static final Pattern UNSET =
            Pattern.compile("^unset -v((?:[ \\t]|\\\\\\n|\\w)+)$", Pattern.MULTILINE);
    private static final Pattern SOURCED =
            Pattern.compile("^([ \\t]*)\\. \"?(?:\\$root/)?([.\\w/-]+\\.sh)\"?", Pattern.MULTILINE);
    private static final Pattern HERE =
            Pattern.compile("<<-?'?(\\w+)'?([^\\n]*)\\n.*?\\n\\1\\n", Pattern.DOTALL);

    /** Without comments, here-documents and what stands in single quotes: nothing expands there. */
    private final String code;

    /** Also without what stands in double quotes. */
    private final String bare;

    private ShellScript(String text) {
        StringBuilder expanded = new StringBuilder();
        StringBuilder words = new StringBuilder();
        split(HERE.matcher(text).replaceAll("$2\n"), expanded, words);
        this.code = expanded.toString();
        this.bare = words.toString();
    }

    static ShellScript of(Path file) throws IOException {
        return new ShellScript(Files.readString(file));
    }

    static ShellScript of(String text) {
        return new ShellScript(text);
    }

    private static void split(String text, StringBuilder expanded, StringBuilder words) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                String escaped = text.charAt(i + 1) == '\n' ? "\\\n" : "  ";
                expanded.append(escaped);
                words.append(escaped);
                i++;
            } else if (c == '\'' && !quoted) {
                i = text.indexOf('\'', i + 1);
                expanded.append(c);
                words.append(c);
            } else if (c == '#' && !quoted && (i == 0 || isBlank(text.charAt(i - 1)))) {
                i = text.indexOf('\n', i) - 1;
            } else {
                quoted ^= c == '"';
                expanded.append(c);
                words.append(quoted && c != '\n' ? '_' : c);
            }
        }
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || c == ';';
    }

    /** Also in arithmetic, where a name needs no dollar. */
    Set<String> read() {
        Set<String> names = names(READ, code);
        for (String sum : all(ARITHMETIC, code)) {
            names.addAll(names(WORD, COMMAND_IN_ARITHMETIC.matcher(sum).replaceAll("0")));
        }
        return names;
    }

    Set<String> assigned() {
        Set<String> names = names(ASSIGNED, bare);
        names.addAll(names(LOOP, bare));
        for (String list : all(LIST, bare)) {
            for (String word : list.strip().split("\\s+")) {
                if (!word.startsWith("-") && !word.equals("_")) {
                    names.add(word);
                }
            }
        }
        return names;
    }

    /** The names in its list of variables of its own, which begins with {@code unset -v}. */
    Set<String> unset() {
        Set<String> names = new TreeSet<>();
        for (String list : all(UNSET, code)) {
            names.addAll(names(Pattern.compile(NAME), list.replace("\\\n", " ")));
        }
        return names;
    }

    /** Whether variables are used before that list, or there are two. */
    boolean usesVariablesBeforeUnset(Predicate<String> own) {
        List<MatchResult> lists = UNSET.matcher(code).results().toList();
        if (lists.size() != 1) {
            return !lists.isEmpty() || read().stream().anyMatch(own);
        }
        ShellScript before = new ShellScript(code.substring(0, lists.get(0).start()));
        return before.read().stream().anyMatch(own) || before.assigned().stream().anyMatch(own);
    }

    /** The scripts that become part of it; {@code always} are those not in a condition. */
    Set<String> sourced(boolean always) {
        Set<String> files = new TreeSet<>();
        Matcher matcher = SOURCED.matcher(code);
        while (matcher.find()) {
            if (!always || matcher.group(1).isEmpty()) {
                files.add(matcher.group(2));
            }
        }
        return files;
    }

    private static Set<String> names(Pattern pattern, String text) {
        return new TreeSet<>(all(pattern, text));
    }

    private static List<String> all(Pattern pattern, String text) {
        List<String> groups = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            groups.add(matcher.group(1));
        }
        return groups;
    }
}
