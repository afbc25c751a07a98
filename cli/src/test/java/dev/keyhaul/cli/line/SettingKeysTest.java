package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.kind.TokenPath;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Setting;
import dev.keyhaul.cli.row.Setting.Holds;
import dev.keyhaul.cli.row.Trait;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command either may stand in a settings file, or is refused for a reason.
 */
final class SettingKeysTest {
    private final SettingKeys keys = Commands.KEYHAUL.settingKeys();

    @Test
    void everyOption_isSettableOrRefused_forOneReason() {
        Map<String, Set<String>> reasons = new TreeMap<>();
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            for (Opt<?> row : Commands.KEYHAUL.rows(entry).all()) {
                reasons.computeIfAbsent(row.name(), name -> new TreeSet<>())
                        .add(
                                row.trait(Trait.InSettings.class)
                                        .map(Object::toString)
                                        .orElse("WORK"));
            }
        }
        assertThat(reasons.values()).allSatisfy(said -> assertThat(said).hasSize(1));
        assertThat(keys.refused().values()).allMatch(reason -> reason.length() > 20);
    }

    /** The file and the line are named, and the reason; what is typed after it is not run. */
    @Test
    void everyRefusedKey_isRefusedByName(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keyhaul.properties");
        for (Map.Entry<String, String> refused : keys.refused().entrySet()) {
            String name = refused.getKey();
            Files.writeString(file, "# of this host\n" + name + " = secret\n");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();

            int exit =
                    Commands.KEYHAUL.run(
                            List.of("key", "list", "--token", "t", "--settings", file.toString()),
                            new Console(stream(out), stream(err)));

            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo(
                            "keyhaul: error: %s, line 2: '%s' cannot be set in a file: %s [KH-SETTING-FORBIDDEN]%n"
                                            .formatted(file, name, refused.getValue())
                                    + "keyhaul: hint: delete the line, and give --%s to the command that needs it%n"
                                            .formatted(name));
            assertThat(exit).as(name).isEqualTo(3);
            assertThat(out.size()).isZero();
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Of a name that allows something or proves something, no list but that of the refused. */
    @Test
    void whatLoosensOrAuthenticates_isRefused() {
        assertThat(Settable.ALL.stream().map(setting -> setting.option().substring(2)))
                .noneMatch(name -> name.matches("allow-.*|.*sha256.*|expect.*|.*signed-by|force"))
                .doesNotContain("rehearsal", "fingerprint", "require-approval", "yes");
    }

    /** A settings file gives it one value, which is read as the command line's. */
    @Test
    void allowedOption_hasOneNameAndAValue_andIsSaidRightlyToNameAFile() {
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            Set<Object> groups = new HashSet<>();
            for (OptionSpec option : spec(entry).options()) {
                List<Setting> settings =
                        Settable.ALL.stream()
                                .filter(setting -> setting.option().equals(option.longestName()))
                                .filter(setting -> !setting.notFor().contains(entry.name()))
                                .toList();
                if (settings.isEmpty()) {
                    continue;
                }
                String where = entry.name() + " " + option.longestName();
                assertThat(option.names()).as(where).hasSize(1);
                assertThat(option.arity().min()).as(where).isEqualTo(1);
                Class<?> type = option.auxiliaryTypes()[0];
                assertThat(settings)
                        .as(where)
                        .extracting(setting -> setting.holds() == Holds.PATH)
                        .containsOnly(type == Path.class || type == TokenPath.class);
                if (option.group() != null) {
                    assertThat(groups.add(option.group()))
                            .as("another of the group of " + where)
                            .isTrue();
                }
            }
        }
    }

    /** One that names what there is not would do nothing. */
    @Test
    void settings_nameCommandsAndOptionsThatExist() {
        for (Setting setting : Settable.ALL) {
            assertThat(setting.notFor())
                    .as(setting.key())
                    .allMatch(command -> with(setting).anyMatch(e -> e.name().equals(command)));
            assertThat(Stream.concat(setting.unless().stream(), setting.with().stream()))
                    .as(setting.key())
                    .allMatch(option -> with(setting).anyMatch(e -> has(e, option)));
        }
    }

    private static Stream<Commands.Entry> with(Setting setting) {
        return Commands.KEYHAUL.all().stream().filter(e -> has(e, setting.option()));
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

    private static boolean has(Commands.Entry entry, String option) {
        return spec(entry).optionsMap().containsKey(option);
    }

    private static CommandSpec spec(Commands.Entry entry) {
        return Commands.KEYHAUL.line(entry).getCommandSpec();
    }
}
