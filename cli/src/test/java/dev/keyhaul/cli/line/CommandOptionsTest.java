package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.row.Rows;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Each command accepts the options that have an effect on it, and no others. */
final class CommandOptionsTest {
    /** Where the options of several commands are declared; the console's are every command's. */
    private static final List<String> SHARED =
            List.of("dev.keyhaul.cli.option", "dev.keyhaul.cli.evidence");

    /** What a class of options has within it. */
    private static final Map<String, Set<String>> IMPLIED =
            Map.of(
                    "AccessOptions",
                    Set.of("ModuleOptions", "TokenOptions", "PasswordOptions", "PfxOptions"),
                    "TokenOptions",
                    Set.of("ModuleOptions"),
                    "PfxOptions",
                    Set.of("PasswordOptions"),
                    "RecordOptions",
                    Set.of("SigningOptions"),
                    "KekOptions",
                    Set.of("KekProvenanceOptions"),
                    "VaultOptions",
                    Set.of("VaultAccessOptions"));

    static Stream<Commands.Entry> commands() {
        return Commands.KEYHAUL.all().stream();
    }

    /**
     * The resource has a line for each command: its name, and the classes of its shared options.
     */
    @Test
    void sharedOptions_areThoseOfTheTable() throws Exception {
        String table =
                commands()
                        .map(c -> c.name() + ": " + String.join(" ", shared(spec(c))) + "\n")
                        .collect(Collectors.joining());
        try (var file = getClass().getResourceAsStream("shared-options.txt")) {
            String expected =
                    new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(table).isEqualTo(expected);
        }
    }

    private static Set<String> shared(CommandSpec spec) {
        Set<String> classes = new TreeSet<>();
        for (OptionSpec option : spec.options()) {
            Class<?> declaring = ((Rows) option.userObject()).owner();
            if (SHARED.contains(declaring.getPackageName())) {
                classes.add(declaring.getSimpleName());
            }
        }
        classes.remove("ConsoleOptions");
        IMPLIED.forEach((of, parts) -> classes.removeAll(classes.contains(of) ? parts : Set.of()));
        return classes.isEmpty() ? Set.of("-") : classes;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void options_comeWithWhatTheyAreOf(Commands.Entry command) {
        CommandSpec spec = spec(command);
        List<String> names = new ArrayList<>(spec.optionsMap().keySet());
        spec.args().stream().map(ArgSpec::paramLabel).forEach(names::add);
        Set<String> all = Set.copyOf(names);

        if (all.contains("--pin-fd")) {
            assertThat(all)
                    .containsAnyOf("--key", "--sign-with", "--token", "MANIFEST", "FILE|SOURCE…");
        }
        if (all.contains("--module")
                && !List.of("demo", "doctor", "token list", "ceremony run")
                        .contains(command.name())) {
            assertThat(all)
                    .containsAnyOf("--key", "--sign-with", "--token", "MANIFEST", "FILE|SOURCE…");
        }
        if (all.contains("--to-pin-file")) {
            assertThat(all).containsAnyOf("--to", "--token", "MANIFEST");
        }
        if (all.contains("--allow-no-mac")) {
            assertThat(all).contains("--password-file");
        }
        if (all.contains("--force")) {
            assertThat(all)
                    .containsAnyOf(
                            "-o", "--keyless-out", "--html", "--vault", "--report", "MANIFEST");
        }
        if (all.contains("--sign-with")) {
            assertThat(all)
                    .contains("--module")
                    .containsAnyOf("--pin-file", "--source-pin-file")
                    .containsAnyOf("--record", "--report", "DIR");
        }
    }

    /** The usage line is the command's own where one of several options is needed. */
    @ParameterizedTest
    @MethodSource("commands")
    void usageLine_hasEveryRequiredOption_andNoOther(Commands.Entry command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> help = new ArrayList<>(List.of("help"));
        help.addAll(command.words());
        Commands.KEYHAUL.run(help, new Console(stream(out), stream(out)));
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("Usage: keyhaul " + command.name() + " ");
        String all = text.substring(0, text.indexOf("[OPTIONS]"));
        CommandSpec spec = spec(command);

        spec.options().stream()
                .filter(option -> option.required() && option.group() == null)
                .forEach(option -> assertThat(all).contains(option.shortestName() + " "));
        Pattern.compile("(?<=[ (])--?[a-z][a-z-]*")
                .matcher(all)
                .results()
                .forEach(option -> assertThat(spec.optionsMap()).containsKey(option.group()));
    }

    /** Whatever Tab offers for an option, the command takes. */
    @Test
    void completion_offersAcceptedValuesAlone() {
        int offered = 0;
        CommandLine tree = Completion.tree(Commands.KEYHAUL);
        for (Commands.Entry command : Commands.KEYHAUL.all()) {
            CommandLine offering = tree;
            for (String word : command.words()) {
                offering = Objects.requireNonNull(offering.getSubcommands().get(word), word);
            }
            for (OptionSpec option : offering.getCommandSpec().options()) {
                if (option.completionCandidates() != null) {
                    for (String value : option.completionCandidates()) {
                        OptionModel.Read read =
                                Commands.KEYHAUL
                                        .model(command)
                                        .read(List.of(option.longestName(), value));
                        assertThat(read.wrong())
                                .as("%s %s %s", command.name(), option.longestName(), value)
                                .isEmpty();
                        offered++;
                    }
                }
            }
        }
        assertThat(offered).isGreaterThan(50);
    }

    /** What an option is if it is not given stands in its explanation. */
    @ParameterizedTest
    @MethodSource("commands")
    void options_sayTheirDefault(Commands.Entry command) {
        for (OptionSpec option : spec(command).options()) {
            String initial = String.valueOf(option.initialValue());
            boolean hasDefault =
                    !List.of("null", "false", "", "[]", "Optional.empty").contains(initial);
            if (hasDefault && !option.required()) {
                assertThat(String.join(" ", option.description()))
                        .as("%s %s, which is %s", command.name(), option.longestName(), initial)
                        .contains("default");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenant check --region-url https://5c6bb73b-1038-4eec-863d-49bded473437.rms.na.aadrm.com/_wmcs/licensing --pin-file x"
                        + " | unknown option --pin-file",
                "tenant check --pin-file x | unknown option --pin-file",
                "token info --pin-file x | unknown option --pin-file",
                "token info --pin-value=1234 --bits y | unknown option --pin-value",
                "kek create --bits many --colour red | unknown option --colour",
                "token info t | missing required option: '--token=NAME'",
                "status F --module m | unknown option --module",
                "ceremony report D --pin-file x | unknown option --pin-file",
                "vault show-key --vault https://contoso.vault.azure.net --name n --force"
                        + " | unknown option --force",
                "key list --token t --pin-file x --pin-env y"
                        + " | --pin-file=FILE, --pin-env=NAME are mutually exclusive",
                "inspect F --password-file x --password-env y"
                        + " | --password-file=FILE, --password-env=NAME are mutually exclusive"
            })
    void option_ofAnotherCommand_isUsage(String typed, String error) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exit =
                Commands.KEYHAUL.run(
                        List.of(typed.split(" ")), new Console(stream(out), stream(err)));

        assertThat(exit).isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("keyhaul: error: " + error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kek create --bits many | --bits: 'many' is not a whole number up to 2147483647",
                "local-vault --port 99999999999 | --port: '99999999999' is not a whole number up to",
                "tenant check --tenant-id 1-1-1-1-1 | --tenant-id: '1-1-1-1-1' is not a UUID, such as",
                "key export-public --format p12 | --format: unknown format 'p12'; use one of pem, der, jwk",
                "completion tcsh | unknown shell 'tcsh'; use one of bash, zsh, fish, powershell",
                "key list --quiet=maybe | --quiet: unknown value 'maybe'; use one of true, false"
            })
    void value_ofAnotherKind_isToldWithWhatIsAllowed(String typed, String error) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exit =
                Commands.KEYHAUL.run(
                        List.of(typed.split(" ")),
                        new Console(stream(new ByteArrayOutputStream()), stream(err)));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("keyhaul: error: " + error)
                .contains(" [KH-VALUE-FORM]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vautl import-key | did you mean 'vault import-key'?",
                "versions | 'keyhaul --help' lists the commands",
                "byok create --kekk f | did you mean --kek?",
                "key list --tokn t | did you mean --token?",
                "key list --frobnicate t | 'keyhaul key list --help' lists the options"
            })
    void typo_isAnsweredWithTheNearestWord(String typed, String hint) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exit =
                Commands.KEYHAUL.run(
                        List.of(typed.split(" ")),
                        new Console(stream(new ByteArrayOutputStream()), stream(err)));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("keyhaul: hint: " + hint);
    }

    /**
     * The value is never repeated, and the option that takes a file is named where there is one.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key list --token t --pin 908172 | --pin | ; --pin-file reads it from a file",
                "key list --token t --pin=908172 | --pin | ; --pin-file reads it from a file",
                "token init t --colour red --so-pin 908172 | --so-pin | ; --so-pin-file reads it from a file",
                "inspect F --password 908172 | --password | ; --password-file reads it from a file",
                "inspect F --passphrase=908172 | --passphrase | ; --password-file reads it from a file",
                "status F --password 908172 | --password | clear that history"
            })
    void secretAsArgument_isToChange_andIsNotRepeated(String typed, String option, String files) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exit =
                Commands.KEYHAUL.run(
                        List.of(typed.split(" ")),
                        new Console(stream(new ByteArrayOutputStream()), stream(err)));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("keyhaul: error: unknown option " + option + " [KH-OPTION-UNKNOWN]\n")
                .contains("is in the shell's history", "change it", files)
                .doesNotContain("908172");
    }

    static CommandSpec spec(Commands.Entry command) {
        return Commands.KEYHAUL.line(command).getCommandSpec();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
