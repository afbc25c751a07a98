package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.fixture.WarmAz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command of az that a message, a runbook or a document names: complete, and one of az. */
@Tag("once")
class AzCommandsTest {
    /** The first words of what is a command; "az prints" is none. */
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(?<![\\w-])az (?=(account|ad|extension|group|keyvault|lock|login|monitor|network"
                            + "|rest|role|storage)\\b)([^\n;|&`)]*)");

    /** A line of a help text, with the names of an option that each call needs. */
    private static final Pattern REQUIRED =
            Pattern.compile("(?m)^    (--[a-z-]+[^:\\[\n]*)\\[Required]");

    /** Commands of extensions, which az has not by itself, and the extension. */
    private static final Map<String, String> EXTENSIONS =
            Map.of(
                    "account subscription enable",
                    "account",
                    "network perimeter list",
                    "nsp",
                    "monitor log-analytics query",
                    "log-analytics");

    @TempDir Path folder;

    /** A command as it stands somewhere, in one line. */
    private record Named(Path file, String text) {
        List<String> words() {
            return Stream.of(text.split("\\s+"))
                    .takeWhile(word -> word.matches("[a-z][a-z0-9-]*[,.:]?"))
                    .map(word -> word.replaceFirst("[,.:]$", ""))
                    .toList();
        }

        /** Its values are not all in the text. */
        boolean isOfJava() {
            return file.toString().endsWith(".java");
        }

        Set<String> options() {
            Set<String> options = new TreeSet<>();
            Matcher matcher = Pattern.compile("(?<!\\S)--[a-z][a-z-]*").matcher(text);
            while (matcher.find()) {
                options.add(matcher.group());
            }
            return options;
        }

        @Override
        public String toString() {
            return ProgramList.ROOT.relativize(file) + ": az " + text;
        }
    }

    @Test
    void everyCommand_isComplete() throws Exception {
        List<Named> named = named();

        assertThat(named).hasSizeGreaterThan(150);
        assertThat(named).filteredOn(each -> each.text().contains("…")).isEmpty();
        assertThat(named)
                .filteredOn(each -> EXTENSIONS.containsKey(String.join(" ", each.words())))
                .isNotEmpty()
                .allMatch(
                        each ->
                                lines(each.file())
                                        .contains(
                                                "az extension add --name "
                                                        + EXTENSIONS.get(
                                                                String.join(" ", each.words()))));
    }

    @Test
    @Tag("azure")
    void everyCommandAndOption_isOneOfAz() throws Exception {
        try (WarmAz az = WarmAz.start(folder, Map.of())) {
            requireKnown(az);
        }
    }

    private static void requireKnown(WarmAz az) throws Exception {
        Map<List<String>, String> helps = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Named each : named()) {
            if (EXTENSIONS.containsKey(String.join(" ", each.words()))) {
                continue;
            }
            String help = "";
            for (int count = each.words().size(); count > 0 && help.isEmpty(); count--) {
                List<String> words = each.words().subList(0, count);
                if (!helps.containsKey(words)) {
                    helps.put(words, help(az, words));
                }
                help = helps.get(words);
            }
            for (String option : each.options()) {
                if (!help.matches("(?s).*(?<!\\S)" + option + "(?![\\w-]).*")) {
                    wrong.add(option + " in " + each);
                }
            }
            if (help.isEmpty()) {
                wrong.add("no command: " + each);
            }
            if (!each.isOfJava()) {
                missing(each, help).forEach(option -> wrong.add("no " + option + " in " + each));
            }
        }
        System.out.println(
                helps.values().stream().filter(h -> !h.isEmpty()).count() + " commands of az");
        assertThat(wrong).isEmpty();
    }

    /** The options that it lacks; a command without any option is a name in a sentence. */
    private static List<String> missing(Named named, String help) {
        Set<String> given = named.options();
        return REQUIRED.matcher(given.isEmpty() ? "" : help)
                .results()
                .map(line -> line.group(1).strip())
                .filter(names -> Stream.of(names.split(" ")).noneMatch(given::contains))
                .toList();
    }

    /** Empty where az has no such command, or a group alone. */
    private static String help(WarmAz az, List<String> words) throws Exception {
        List<String> command = new ArrayList<>(words);
        command.add("--help");
        TestProcess.Result result = az.call(command).run();
        return result.exit() == 0 && result.out().contains("\nCommand\n") ? result.out() : "";
    }

    private static List<Named> named() throws IOException {
        List<Named> all = new ArrayList<>();
        for (Path file : files()) {
            Matcher matcher = COMMAND.matcher(lines(file));
            while (matcher.find()) {
                all.add(new Named(file, command(file, matcher.group(2))));
            }
        }
        return all;
    }

    /**
     * A quoted command ends with its quotation mark; one in Javadoc with its brace. In a script,
     * quotation marks are of values.
     */
    private static String command(Path file, String text) {
        return file.toString().matches(".*\\.(sh|ps1)")
                ? text.strip()
                : text.replaceFirst("(?s)[\"}].*", "").replaceFirst("^([a-z -]+)'.*", "$1").strip();
    }

    /** Strings of Java that are put together are one text; a value between them is VALUE. */
    static String lines(Path file) {
        try {
            String text = Files.readString(file);
            return file.toString().endsWith(".java")
                    ? text.replaceAll("\"\\s*\\+\\s*\"", "")
                            .replaceAll("\"\\s*\\+[^\";]*\\+\\s*\"", " VALUE ")
                    : text.replaceAll("\\\\\n\\s*", " ");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(ProgramList.ROOT)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> isChecked(ProgramList.ROOT.relativize(file).toString()))
                    .toList();
        }
    }

    private static boolean isChecked(String file) {
        return file.matches("[^/.]+/src/main/java/.*\\.java")
                || file.matches("[^/.]+/src/main/resources/.*\\.(sh|txt|ps1)")
                || file.matches("docs/.*\\.md|README\\.md|examples/scripts/.*");
    }
}
