package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Setting;
import dev.keyhaul.cli.row.Setting.Holds;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a settings file may say, and what a command takes from it. */
class SettingsFileTest {
    private static final SettingKeys KEYS =
            new SettingKeys(
                    List.of(
                            setting("module", Holds.PATH, "TOY_MODULE"),
                            new Setting(
                                    "token",
                                    "--token",
                                    Holds.TEXT,
                                    Optional.empty(),
                                    Set.of("token init"),
                                    Set.of(),
                                    Set.of()),
                            setting("sign-with", Holds.SOURCE, null),
                            setting("person.*", Holds.TEXT, null, Set.of(), Set.of("--record")),
                            setting("record", Holds.PATH, null),
                            setting("pin-file", Holds.PATH, null),
                            setting("vault", Holds.TEXT, null, Set.of("--format"), Set.of()),
                            setting("credential", Holds.TEXT, null, Set.of("--via"), Set.of()),
                            setting("via", Holds.TEXT, null, Set.of("--credential"), Set.of())),
                    () ->
                            List.of(
                                    Opt.flag("--force", "it", Not.LOOSENS),
                                    Opt.text("--tone T", "it")));

    private static Setting setting(String key, Holds holds, @Nullable String variable) {
        return setting(key, holds, variable, Set.of(), Set.of());
    }

    private static Setting setting(
            String key,
            Holds holds,
            @Nullable String variable,
            Set<String> unless,
            Set<String> with) {
        return new Setting(
                key,
                "--" + key.replace(".*", ""),
                holds,
                Optional.ofNullable(variable),
                Set.of(),
                unless,
                with);
    }

    @TempDir Path folder;

    private SettingsFile read(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("toy.properties"), text);
        return SettingsFile.read(file, KEYS, source -> List.of(Path.of(source.substring(4))));
    }

    private static List<String> of(SettingsFile file, String options, String typed) {
        Map<String, Set<String>> excluding = new TreeMap<>();
        for (String option : options.split(" ")) {
            excluding.put(option, Set.of());
        }
        excluding.computeIfPresent("--pin-file", (option, none) -> Set.of("--pin-env"));
        return file.of("key list", excluding, Set.of(typed.split(" ")), Map.of()).words();
    }

    /** Windows PowerShell writes one. */
    @Test
    void byteOrderMark_isNoPartOfAKey() throws Exception {
        assertThat(of(read("\ufefftoken = a\n"), "--token", "x")).containsExactly("--token=a");
    }

    @Test
    void values_areTakenAsTheyStand() throws Exception {
        SettingsFile file =
                read("# a remark\r\n\n token =  two words \\ = # \r\npin-file=/a b/c\u00e9\n");

        assertThat(of(file, "--token --pin-file", "x"))
                .containsExactly("--token=two words \\ = #", "--pin-file=/a b/c\u00e9");
        assertThat(of(file, "--pin-file --else", "x")).hasSize(1);
        assertThat(of(file, "--else", "x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--token, --token, false",
        "--token, --tokens, true",
        "--pin-file, --pin-env, false",
        "--vault, --format, false",
        "--credential, --via, false",
    })
    void commandLine_silencesASetting(String option, String typed, boolean isTaken)
            throws Exception {
        SettingsFile file = read("token=t\npin-file=/p\nvault=v\ncredential=c\n");

        assertThat(of(file, option, typed)).hasSize(isTaken ? 1 : 0);
    }

    @Test
    void setting_isNotForACommandForWhichTheOptionMeansSomethingElse() throws Exception {
        assertThat(
                        read("token=t\n")
                                .of("token init", Map.of("--token", Set.of()), Set.of(), Map.of())
                                .isEmpty())
                .isTrue();
    }

    @Test
    void setting_thatNeedsAnother_isLeftOutWithoutIt() throws Exception {
        SettingsFile alone = read("person.operator=Ada Bell\nperson.witness=Eve Fox\n");
        assertThat(of(alone, "--person --record", "x")).isEmpty();
        assertThat(of(alone, "--person --record", "--record"))
                .containsExactly("--person=operator=Ada Bell", "--person=witness=Eve Fox");
        assertThat(of(alone, "--person", "x")).as("a command without it").hasSize(2);
        assertThat(of(alone, "--person --record", "--record --person")).isEmpty();
        assertThat(of(read("person.operator=Ada\nrecord=/r\n"), "--person --record", "x"))
                .hasSize(2);
    }

    @Test
    void variable_goesBeforeASetting_unlessItIsEmpty() throws Exception {
        SettingsFile file = read("module=/m\n");
        Map<String, Set<String>> options = Map.of("--module", Set.of());

        assertThat(file.of("c", options, Set.of(), Map.of("TOY_MODULE", "/n")).isEmpty()).isTrue();
        UsedSettings used = file.of("c", options, Set.of(), Map.of("TOY_MODULE", ""));
        assertThat(used.words()).containsExactly("--module=/m");
        assertThat(used.gives("--module")).isTrue();
        assertThat(used.place(used.values().get(0))).endsWith("toy.properties, line 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token | line 2: not a setting | KEY = VALUE",
                "= x | line 2: not a setting | KEY = VALUE",
                "token = | line 2: 'token' has no value | delete the line",
                "token = a\u0007b | line 2: 'token' has a control character | delete",
                "toekn = x | line 2: unknown key 'toekn' | did you mean 'token'?",
                "--token = x | line 2: unknown key '--token' | without its dashes",
                "token.x = y | line 2: unknown key 'token.x' | the name of an option",
                "person = Ada | line 2: 'person' lacks its name | write person.NAME = VALUE",
                "person. = Ada | line 2: 'person.' lacks its name | write person.NAME = VALUE",
                "force = 7 | line 2: 'force' cannot be set in a file: it loosens a rule or a protection, so each command that needs it must say it | --force",
                "pin = 7 | line 2: 'pin' is a secret, which a settings file must not contain | change the secret",
                "sign-with = pkcs11:token=a?PIN-value=s3cret-pin | has a pin-value | change the PIN",
                "module = m.so | a path that is not absolute: m.so | ~ and variables are not expanded",
                "module = ~/m.so | a path that is not absolute: ~/m.so | ~ and variables are not expanded",
                "sign-with = pem:key.pem | a path that is not absolute: key.pem | absolute path",
                "vault = v | 'vault' is set in line 1 already | delete one",
            })
    void wrongLine_isToldWithItsNumber(String line, String error, String hint) throws Exception {
        assertThatThrownBy(() -> read("vault = u\n" + line + "\n"))
                .isInstanceOf(KeyTransferException.class)
                .hasMessageContaining(folder.resolve("toy.properties") + ", ")
                .hasMessageContaining(error)
                .hasMessageNotContaining("s3cret-pin")
                .satisfies(
                        e ->
                                assertThat(((KeyTransferException) e).hint().orElseThrow())
                                        .contains(hint));
    }

    @Test
    void twoThatExcludeEachOther_areRefused() {
        assertThatThrownBy(() -> read("credential=c\nvia=u\n"))
                .hasMessageContaining(
                        "line 2: 'via' cannot be used together with 'credential' in line 1");
    }

    @Test
    void whatIsNoShortText_isRefused() throws Exception {
        assertThatThrownBy(() -> read("#" + "x".repeat(8 * 1024)))
                .hasMessageContaining("longer than 8192 bytes");
        assertThatThrownBy(() -> SettingsFile.read(folder, KEYS, text -> List.of()))
                .hasMessageContaining("it is a folder");
        Path latin = folder.resolve("latin");
        Files.write(latin, "token=\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> SettingsFile.read(latin, KEYS, text -> List.of()))
                .hasMessageContaining("not UTF-8 text");
        assertThat(of(read(""), "--token", "x")).as("an empty file").isEmpty();
    }

    @Test
    void file_isLookedForInThisOrder() throws Exception {
        Path config = Files.createDirectories(folder.resolve("home/.config/toy"));
        Path own = Files.createFile(config.resolve("toy.properties"));
        String home = folder.resolve("home").toString();
        Map<String, String> variable = Map.of("TOY_SETTINGS", "/v");

        Given named = Given.NOTHING.with(ConsoleOptions.SETTINGS, Path.of("/s"));
        assertThat(Settings.find("toy", named, variable, home)).contains(Path.of("/s"));
        assertThat(Settings.find("toy", Given.NOTHING, variable, home)).contains(Path.of("/v"));
        assertThat(Settings.find("toy", Given.NOTHING, Map.of(), home)).contains(own);
        for (String name : List.of("XDG_CONFIG_HOME", "APPDATA")) {
            Map<String, String> elsewhere = Map.of(name, config.getParent().toString());
            assertThat(Settings.find("toy", Given.NOTHING, elsewhere, "/")).contains(own);
            assertThat(Settings.find("toy", Given.NOTHING, Map.of(name, "/n"), home)).isEmpty();
        }
        assertThat(Settings.find("toy", Given.NOTHING, Map.of(), "")).isEmpty();

        Files.delete(own);
        assertThat(Settings.find("toy", Given.NOTHING, Map.of(), home)).isEmpty();
        Files.createSymbolicLink(own, Path.of("/nowhere"));
        assertThat(Settings.find("toy", Given.NOTHING, Map.of(), home)).contains(own);
    }
}
