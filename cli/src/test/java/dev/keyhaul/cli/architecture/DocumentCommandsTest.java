package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.fixture.CommandWords;
import dev.keyhaul.cli.line.Commands;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Each command of Keyhaul that a document, a script or a text of help shows can be typed: what
 * stands in a block is parsed as the program parses it; what a sentence names are commands and
 * options that exist.
 */
@Tag("once")
final class DocumentCommandsTest {
    private static final String RESOURCES = "cli/src/main/resources/dev/keyhaul/cli";
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");

    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    /** The words of {@code keyhaul} alone. */
    private static final Set<String> OF_THE_PROGRAM =
            Set.of("--help", "-h", "--version", "-V", "--prepare");

    /** Options of the launcher, of Java, and of the programs that documents name beside Keyhaul. */
    private static final Set<String> OF_OTHERS =
            Set.of(
                    "--conf",
                    "--default-cvm-policy",
                    "--enable-native-access",
                    "--export-to-resource-specific",
                    "--exportable",
                    "--hsm-name",
                    "--prepare",
                    "--storage-account",
                    "--version",
                    "--workspace",
                    "--wrapping-algorithm");

    /** Such as COMMAND, in a sentence about all of them. */
    private static final Pattern ANY = Pattern.compile("[A-Z]+|…|\\.\\.\\.");

    /** What an operator replaces: a word in capitals, a variable of the shell. */
    private static final Pattern STANDS_FOR = Pattern.compile("[A-Z][A-Z0-9-]*|.*\\$.*");

    /** Values that some option takes where it does not take any. */
    private static final List<String> SAMPLES =
            List.of(
                    "ab".repeat(32),
                    "https://contoso-kv.vault.azure.net",
                    "https://contoso-kv.vault.azure.net/keys/tenant/" + "0".repeat(32),
                    "5c6bb73b-1038-4eec-863d-49bded473437",
                    "20261125T182225Z-8e8df750-a9dd7c7c",
                    "2027-01-31T12:00:00Z",
                    "https://5c6bb73b-1038-4eec-863d-49bded473437.rms.na.aadrm.com/_wmcs/licensing",
                    "pfx:tenant-key.pfx",
                    "1");

    /** A command's first word, if it has two. */
    private static final Set<String> GROUPS =
            CommandWords.commands().stream()
                    .filter(name -> name.contains(" "))
                    .map(name -> name.split(" ")[0])
                    .collect(Collectors.toSet());

    /** Help and the reference have the same examples. */
    private final Map<List<String>, Optional<String>> known = new HashMap<>();

    @Test
    void everyLineOfABlockOrScript_isParsedByTheProgram() throws Exception {
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        for (Path file : Documents.all()) {
            lines += parse(file, TypedCommands.inBlocks(Files.readString(file)), wrong);
        }
        for (Path file : scripts()) {
            lines += parse(file, TypedCommands.inScript(Files.readString(file)), wrong);
        }
        for (Path file : helps()) {
            lines += parse(file, TypedCommands.inHelp(Files.readString(file)), wrong);
        }

        assertThat(wrong).isEmpty();
        assertThat(lines).isGreaterThan(200);
    }

    @Test
    void everyCommandAndOptionOfASentence_exists() throws Exception {
        List<String> wrong = new ArrayList<>();
        int named = 0;
        for (Path file : Documents.all()) {
            named += look(file, TypedCommands.inSentences(Files.readString(file)), wrong);
        }
        for (Path file : helps()) {
            named += look(file, TypedCommands.inQuotes(Files.readString(file)), wrong);
        }
        for (Path file : sources()) {
            named += look(file, inJava(Files.readString(file)), wrong);
        }

        assertThat(wrong).isEmpty();
        assertThat(named).isGreaterThan(300);
    }

    @Test
    void everyOptionOfASentence_isOfSomeCommand() throws Exception {
        Set<String> known = CommandWords.options();
        List<String> wrong = new ArrayList<>();
        for (Path file : Documents.all()) {
            if (Documents.name(file).matches("docs/(?!dev/).*|README.md|SECURITY.md")) {
                TypedCommands.inSentences(Files.readString(file)).stream()
                        .filter(span -> span.startsWith("--"))
                        .map(span -> span.split("[ =\\[]")[0])
                        .filter(option -> !known.contains(option))
                        .filter(option -> !OF_OTHERS.contains(option))
                        .forEach(option -> wrong.add(Documents.name(file) + ": " + option));
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void wrongLines_areFound() {
        assertThat(problem("keyhaul kek disable --vault https://abc.vault.azure.net --name n"))
                .isEmpty();
        assertThat(problem("keyhaul kek disable --vault https://abc.vault.azure.net --nam n"))
                .isNotEmpty();
        assertThat(problem("keyhaul kek disable --vault https://abc.vault.azure.net")).isNotEmpty();
        assertThat(problem("keyhaul kek seal --vault https://abc.vault.azure.net")).isNotEmpty();
        assertThat(problem("if x=$(./keyhaul key list); then y | keyhaul --nothing")).isNotEmpty();
        assertThat(unknown("keyhaul key import --key")).isEmpty();
        assertThat(unknown("keyhaul key import --kek")).isNotEmpty();
        assertThat(unknown("keyhaul key seal")).isNotEmpty();
        assertThat(unknown("backup seal")).isNotEmpty();
        assertThat(unknown("backup drill")).isEmpty();
        assertThat(unknown("keyhaul help KH-FILE-EXISTS")).isEmpty();
        assertThat(unknown("keyhaul help KH-FILE-EXIST")).isNotEmpty();
    }

    private static List<Path> scripts() throws IOException {
        return Stream.of(
                        Documents.below("examples", ".sh"),
                        Documents.in("bundle/src/test/resources", ".sh"),
                        Documents.below("docs/recovery", ".sh"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Path> helps() throws IOException {
        return Documents.below(RESOURCES, ".txt").stream()
                .filter(file -> !Documents.name(file).matches(".*/option-[a-z]+\\.txt"))
                .toList();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Documents.ROOT)) {
            for (Path module : modules.sorted().toList()) {
                if (Files.isDirectory(module.resolve("src/main/java"))) {
                    sources.addAll(
                            Documents.below(
                                    Documents.name(module.resolve("src/main/java")), ".java"));
                }
            }
        }
        return sources;
    }

    private int parse(Path file, List<List<String>> lines, List<String> wrong) {
        for (List<String> words : lines) {
            known.computeIfAbsent(words, DocumentCommandsTest::problem)
                    .ifPresent(what -> wrong.add(told(file, words) + ": " + what));
        }
        return lines.size();
    }

    private static String told(Path file, List<String> words) {
        return Documents.name(file) + ": keyhaul " + String.join(" ", words);
    }

    private static Optional<String> problem(String script) {
        return TypedCommands.inScript(script).stream()
                .flatMap(words -> problem(words).stream())
                .findFirst();
    }

    /** Returns why a line cannot be typed. */
    private static Optional<String> problem(List<String> words) {
        if (isOfTheProgram(words) || isKind(words)) {
            return Optional.empty();
        }
        Optional<Commands.Entry> command = Commands.KEYHAUL.find(words);
        if (command.isEmpty()) {
            return Optional.of("no such command");
        }
        List<String> rest =
                new ArrayList<>(words.subList(command.get().words().size(), words.size()));
        return problem(command.get(), rest);
    }

    /** What stands for a value, such as HEX, is replaced by one that can be read. */
    private static Optional<String> problem(Commands.Entry command, List<String> words) {
        List<String> typed = words;
        Optional<CommandLine.ParameterException> wrong = parse(command, typed);
        while (wrong.isPresent()) {
            String value = wrong.get().getValue();
            if (value == null || !STANDS_FOR.matcher(value).matches()) {
                return Optional.of(String.valueOf(wrong.get().getMessage()));
            }
            Optional<List<String>> next = replaced(command, typed, value);
            if (next.isEmpty()) {
                return Optional.of("nothing can stand for " + value);
            }
            typed = next.get();
            wrong = parse(command, typed);
        }
        return Optional.empty();
    }

    /** Returns the words with the first sample that is not refused in a value's place. */
    private static Optional<List<String>> replaced(
            Commands.Entry command, List<String> words, String value) {
        if (!words.contains(value)) {
            return Optional.empty();
        }
        for (String sample : SAMPLES) {
            List<String> next = new ArrayList<>(words);
            // One at a time: the same letters may stand for different things.
            next.set(next.indexOf(value), sample);
            if (parse(command, next).filter(e -> sample.equals(e.getValue())).isEmpty()) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private static Optional<CommandLine.ParameterException> parse(
            Commands.Entry command, List<String> words) {
        try {
            Commands.KEYHAUL.line(command).parseArgs(words.toArray(String[]::new));
            return Optional.empty();
        } catch (CommandLine.ParameterException e) {
            return Optional.of(e);
        }
    }

    private static boolean isOfTheProgram(List<String> words) {
        if (words.isEmpty() || OF_THE_PROGRAM.contains(words.get(0))) {
            return true;
        }
        List<String> asked = words.subList(1, words.size());
        return words.get(0).equals("help")
                && (asked.isEmpty() || isAny(asked) || isExplained(asked));
    }

    private static boolean isAny(List<String> words) {
        return ANY.matcher(words.get(0)).matches();
    }

    private static boolean isExplained(List<String> asked) {
        String word = asked.get(0);
        return Commands.KEYHAUL.find(asked).isPresent()
                || GROUPS.contains(word)
                || Commands.KEYHAUL.run(List.of("help", word), new Console(NOWHERE, NOWHERE)) == 0;
    }

    private static int look(Path file, List<String> spans, List<String> wrong) {
        int named = 0;
        for (String span : spans) {
            Optional<String> unknown = unknown(span);
            unknown.ifPresent(what -> wrong.add(Documents.name(file) + ": " + span + ": " + what));
            named += isCommand(span) ? 1 : 0;
        }
        return named;
    }

    private static boolean isCommand(String span) {
        return span.matches("(\\./)?keyhaul( .*)?")
                || (GROUPS.contains(span.split(" ")[0])
                        && span.matches("[a-z]+ [a-z][a-z-]+( -.*)?"));
    }

    /** Returns what of a command in a sentence does not exist. */
    private static Optional<String> unknown(String span) {
        if (!isCommand(span)) {
            return Optional.empty();
        }
        List<String> words = TypedCommands.words(span.replaceFirst("^(\\./)?keyhaul( |$)", ""));
        if (isOfTheProgram(words) || isAny(words) || isKind(words)) {
            return Optional.empty();
        }
        if (words.get(0).matches("[0-9.]+")) {
            return Optional.empty(); // The version that it prints.
        }
        Optional<Commands.Entry> command = Commands.KEYHAUL.find(words);
        if (command.isEmpty()) {
            boolean isGroup = GROUPS.contains(words.get(0)) && words.size() == 1;
            boolean isHelp = words.size() == 2 && words.get(1).equals("--help");
            return isGroup || (isHelp && GROUPS.contains(words.get(0)))
                    ? Optional.empty()
                    : Optional.of("no such command");
        }
        Set<String> options = new HashSet<>(CommandWords.optionsOf(words));
        Matcher option = OPTION.matcher(span);
        while (option.find()) {
            if (!options.contains(option.group())) {
                return Optional.of("no option " + option.group());
            }
        }
        return Optional.empty();
    }

    /** The kinds of files and records that Keyhaul writes are named like commands. */
    private static boolean isKind(List<String> words) {
        return Set.of(
                        "kek record",
                        "approval request",
                        "ceremony record",
                        "ceremony of",
                        "local vault",
                        "key backup",
                        "key type",
                        "proof of",
                        "shares v1",
                        "ephemeral",
                        "token probe")
                .contains(
                        words.stream()
                                .limit(2)
                                .collect(Collectors.joining(" "))
                                .toLowerCase(Locale.ROOT));
    }

    /** What Javadoc names as code, and what messages and hints put in quotes. */
    private static List<String> inJava(String source) {
        String joined = source.replaceAll("\"\\s*\\+\\s*\"", "");
        return Stream.concat(
                        Pattern.compile("\\{@code ((?:\\./)?keyhaul [^}]*)}")
                                .matcher(joined.replaceAll("\\s*\\n\\s*\\* ", " "))
                                .results()
                                .map(code -> code.group(1)),
                        TypedCommands.inQuotes(joined).stream())
                .filter(text -> text.startsWith("keyhaul "))
                .map(text -> text.replaceAll("\" \\+.*\\+ \"", "CODE"))
                .toList();
    }
}
