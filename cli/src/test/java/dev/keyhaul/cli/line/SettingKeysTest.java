package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.Keyhaul;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.TokenPath;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command either may stand in a settings file, or is refused for a reason.
 */
final class SettingKeysTest {
    private static final String ALLOWED = "allowed";

    /** The lines of the list below each title. */
    private final Map<String, List<String>> lists = new LinkedHashMap<>();

    SettingKeysTest() throws Exception {
        try (InputStream file = Keyhaul.class.getResourceAsStream("setting-keys.txt")) {
            String text =
                    new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            lists.put(ALLOWED, SettingKeys.SETTABLE.lines().toList());
            List<String> lines = new ArrayList<>();
            for (String line : text.lines().toList()) {
                if (line.startsWith(" ")) {
                    lines.add(line.substring(1));
                } else {
                    lines = new ArrayList<>();
                    lists.put(line, lines);
                }
            }
        }
    }

    @Test
    void everyOption_isInOneList_andNothingElseIs() {
        Set<String> options = new TreeSet<>();
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            for (OptionSpec option : spec(entry).options()) {
                if (option.longestName().startsWith("--")) {
                    options.add(option.longestName().substring(2));
                }
            }
        }
        List<String> listed = new ArrayList<>();
        lists.forEach(
                (title, lines) ->
                        lines.forEach(
                                line ->
                                        listed.addAll(
                                                title.equals(ALLOWED)
                                                        ? settable(line)
                                                        : List.of(line.split(" ")))));

        // One option may have a key of its own for each token.
        assertThat(listed.stream().filter(name -> !name.equals("module"))).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(listed)).containsExactlyInAnyOrderElementsOf(options);
    }

    /** Returns the option that a line of the list sets. */
    private static List<String> settable(String line) {
        return Arrays.stream(line.split(" "))
                .filter(word -> word.startsWith("option:"))
                .map(word -> word.substring("option:".length()))
                .findFirst()
                .map(List::of)
                .orElse(List.of(line.split(" ")[0]));
    }

    /** The file and the line are named, and the reason; what is typed after it is not run. */
    @Test
    void everyRefusedKey_isRefusedByName(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keyhaul.properties");
        for (Map.Entry<String, List<String>> list : lists.entrySet()) {
            for (String name : String.join(" ", list.getValue()).split(" ")) {
                if (list.getKey().equals(ALLOWED)) {
                    continue;
                }
                Files.writeString(file, "# of this host\n" + name + " = secret\n");
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ByteArrayOutputStream err = new ByteArrayOutputStream();

                int exit =
                        Commands.KEYHAUL.run(
                                List.of(
                                        "key",
                                        "list",
                                        "--token",
                                        "t",
                                        "--settings",
                                        file.toString()),
                                new Console(stream(out), stream(err)));

                assertThat(err.toString(StandardCharsets.UTF_8))
                        .isEqualTo(
                                "keyhaul: error: %s, line 2: '%s' cannot be set in a file: %s [KH-SETTING-FORBIDDEN]%n"
                                                .formatted(file, name, list.getKey())
                                        + "keyhaul: hint: delete the line, and give --%s to the command that needs it%n"
                                                .formatted(name));
                assertThat(exit).as(name).isEqualTo(3);
                assertThat(out.size()).isZero();
            }
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Of a name that allows something or proves something, no list but that of the refused. */
    @Test
    void whatLoosensOrAuthenticates_isRefused() {
        assertThat(allowed().keySet())
                .noneMatch(name -> name.matches("allow-.*|.*sha256.*|expect.*|.*signed-by|force"))
                .doesNotContain("rehearsal", "fingerprint", "require-approval", "yes");
    }

    /** A settings file gives it one value, which is read as the command line's. */
    @Test
    void allowedOption_hasOneNameAndAValue_andIsSaidRightlyToNameAFile() {
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            Set<Object> groups = new HashSet<>();
            for (OptionSpec option : spec(entry).options()) {
                List<String> traits = allowed().get(option.longestName().substring(2));
                if (traits == null || traits.contains("not:" + String.join("-", entry.words()))) {
                    continue;
                }
                String where = entry.name() + " " + option.longestName();
                assertThat(option.names()).as(where).hasSize(1);
                assertThat(option.arity().min()).as(where).isEqualTo(1);
                Class<?> type = option.auxiliaryTypes()[0];
                assertThat(traits.contains("path"))
                        .as(where)
                        .isEqualTo(type == Path.class || type == TokenPath.class);
                if (option.group() != null) {
                    assertThat(groups.add(((Field) option.userObject()).getDeclaringClass()))
                            .as("another of the group of " + where)
                            .isTrue();
                }
            }
        }
    }

    /** A trait that names what there is not would do nothing. */
    @Test
    void traits_nameCommandsAndOptionsThatExist() {
        for (Map.Entry<String, List<String>> key : allowed().entrySet()) {
            for (String trait : key.getValue()) {
                String what = trait.replaceFirst("^[a-z]+:", "");
                boolean isThere =
                        switch (trait.replaceFirst(":.*", "")) {
                            case "path", "source", "named", "env" -> true;
                            case "option" -> !what.isEmpty();
                            case "not" -> isOptionOf(what, "--" + option(key));
                            case "unless", "with" ->
                                    Commands.KEYHAUL.all().stream()
                                            .anyMatch(
                                                    e ->
                                                            has(e, what)
                                                                    && has(e, "--" + option(key)));
                            default -> false;
                        };
                assertThat(isThere).as("%s of %s", trait, key.getKey()).isTrue();
            }
        }
    }

    /** Returns the option that a key sets. */
    private static String option(Map.Entry<String, List<String>> key) {
        return key.getValue().stream()
                .filter(trait -> trait.startsWith("option:"))
                .map(trait -> trait.substring("option:".length()))
                .findFirst()
                .orElse(key.getKey());
    }

    /** What no setting is of use to would take --settings without effect. */
    @Test
    void settingsOption_isOfTheCommandsThatHaveOneToSet() {
        List<String> without = new ArrayList<>();
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            if (!has(entry, "--settings")) {
                without.add(entry.name());
            }
        }
        assertThat(without)
                .contains("audit", "completion", "backup list", "ceremony script", "demo")
                .doesNotContain(
                        "byok create", "key list", "vault show-key", "status", "tenant check");
    }

    private boolean isOptionOf(String command, String option) {
        return Commands.KEYHAUL.all().stream()
                .anyMatch(e -> String.join("-", e.words()).equals(command) && has(e, option));
    }

    private static boolean has(Commands.Entry entry, String option) {
        return spec(entry).optionsMap().containsKey(option);
    }

    private Map<String, List<String>> allowed() {
        Map<String, List<String>> allowed = new LinkedHashMap<>();
        for (String line : Objects.requireNonNull(lists.get(ALLOWED))) {
            List<String> words = List.of(line.split(" "));
            allowed.put(words.get(0), words.subList(1, words.size()));
        }
        return allowed;
    }

    private static CommandSpec spec(Commands.Entry entry) {
        return Commands.KEYHAUL.line(entry).getCommandSpec();
    }
}
