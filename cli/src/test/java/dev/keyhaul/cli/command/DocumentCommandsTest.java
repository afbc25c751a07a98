package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** What a reader copies from a document is a command that exists, with options that it takes. */
final class DocumentCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("keyhaul.root", ".."));

    /** A fenced block, or code within a line. */
    private static final Pattern CODE =
            Pattern.compile("(?ms)^ *```\\w*\\n(.*?)^ *```|`([^`\\n]+)`");

    /** A quoted part is one word; what is behind a hash is said to the reader. */
    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\s#.*|[^\\s'\"]+");

    private static final Pattern PROGRAM = Pattern.compile("(\\./|/\\S+/)?keyhaul");
    private static final Pattern NEXT = Pattern.compile("&&|\\|\\|?|;|>+.*|#.*");

    /** The launcher's own, and what the whole program takes. */
    private static final Set<String> FIRST = Set.of("--prepare", "--help", "--version", "help");

    /** Words for any command; and of a label and a signed text, which begin with our name. */
    private static final Set<String> NO_COMMAND = Set.of("COMMAND", "…", "ephemeral", "proof");

    @Test
    void everyCommandInADocument_exists_andTakesItsOptions() throws Exception {
        List<String> wrong = new ArrayList<>();
        Set<String> shown = new TreeSet<>();
        for (Path document : documents()) {
            String name = ROOT.relativize(document).toString();
            for (List<String> command : commands(Files.readString(document))) {
                String problem = problem(command, shown);
                if (!problem.isEmpty()) {
                    wrong.add(name + ": keyhaul " + String.join(" ", command) + ": " + problem);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(shown)
                .as("no command of these documents was found any more")
                .contains("kek disable", "ceremony run", "tenant runbook")
                .hasSizeGreaterThan(35);
    }

    @Test
    void anOldNameOrOption_isSeen() {
        String text =
                """
                ```sh
                sudo /opt/x/keyhaul vault upload && keyhaul kek disable --name \\
                    'x' --force=y    # --said
                keyhaul key list | keyhaul key
                ```
                or `keyhaul token list --nothing`
                """;

        assertThat(commands(text))
                .extracting(command -> problem(command, new TreeSet<>()))
                .containsExactly(
                        "no such command", "no option --force", "", "", "no option --nothing");
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the words behind each {@code keyhaul} at the beginning of a command. */
    private static List<List<String>> commands(String text) {
        List<List<String>> commands = new ArrayList<>();
        for (var code : CODE.matcher(text).results().toList()) {
            String shown = code.group(1) == null ? code.group(2) : code.group(1);
            for (String line : shown.replaceAll("\\\\\\n\\s*", " ").split("\\n", -1)) {
                commands.addAll(ofLine(line));
            }
        }
        return commands;
    }

    private static List<List<String>> ofLine(String line) {
        List<List<String>> commands = new ArrayList<>();
        List<String> words =
                WORD.matcher(line).results().map(word -> word.group().strip()).toList();
        boolean begins = true;
        List<String> command = null;
        for (String word : words) {
            if (NEXT.matcher(word).matches()) {
                begins = true;
                command = null;
            } else if (begins && PROGRAM.matcher(word).matches()) {
                command = new ArrayList<>();
                commands.add(command);
                begins = false;
            } else if (command != null) {
                command.add(word);
            } else {
                begins = word.equals("sudo");
            }
        }
        return commands;
    }

    /** Returns what is wrong, or nothing. */
    private static String problem(List<String> words, Set<String> shown) {
        if (words.isEmpty() || FIRST.contains(words.get(0)) || isPlaceholder(words)) {
            return "";
        }
        for (var command : CommandTable.KEYHAUL.all()) {
            List<String> name = List.of(command.name().split(" "));
            if (words.size() >= name.size() && words.subList(0, name.size()).equals(name)) {
                shown.add(command.name());
                return unknownOptions(CommandOptionsTest.spec(command), words);
            }
        }
        return words.size() == 1 && isGroup(words.get(0)) ? "" : "no such command";
    }

    private static boolean isPlaceholder(List<String> words) {
        return words.stream().anyMatch(NO_COMMAND::contains);
    }

    private static boolean isGroup(String word) {
        return CommandTable.KEYHAUL.all().stream().anyMatch(c -> c.name().startsWith(word + " "));
    }

    private static String unknownOptions(CommandSpec spec, List<String> words) {
        return words.stream()
                .map(word -> word.replaceFirst("=.*", "").replaceFirst("[])]+$", ""))
                .filter(word -> word.matches("--?[a-z].*"))
                .filter(word -> !spec.optionsMap().containsKey(word))
                .map(word -> "no option " + word)
                .collect(Collectors.joining(", "));
    }
}
