package dev.keyhaul.cli.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.option.VaultAccessOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.OptionSpec;

/** Each option of an import goes with a key, with a blob, or with both; and no other is taken. */
final class ImportKeyOptionsTest {
    /** With what each option goes: a new one must get its place here. */
    private static final Map<String, String> WAYS =
            """
            key or blob: --key --blob
            both: --vault --name --new-version --profile --allow-weak-key --json --quiet --verbose --settings --help
            both: --record --person --plan --step --place --sign-with --sign-pin-file --require-approval --approvals
            key: --protection --rehearsal --strategy --controls --prove-in --prove-in-store --prove-in-pin-file
            key: --kek-name --kek-record --kek-sha256 --kek-signed-by --ceremony --hsm-owner-sha256
            key: --allow-expired-kek
            opening: --module --pin-file-of --backend --pin-file --pin-env --pin-fd
            opening: --password-file --password-env --allow-no-mac
            blob: --expect --type --curve --kek
            """
                    .lines()
                    .map(line -> line.split(": "))
                    .flatMap(
                            way ->
                                    Stream.of(way[1].split(" "))
                                            .map(option -> Map.entry(option, way[0])))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final String TOGETHER = " cannot be used together";

    @TempDir private Path home;

    private record Ended(int exit, String err) {}

    static Stream<OptionSpec> options() {
        return Commands.KEYHAUL.all().stream()
                .filter(command -> command.name().equals("vault import-key"))
                .flatMap(
                        command ->
                                Commands.KEYHAUL.line(command).getCommandSpec().options().stream())
                // Of both: the same vault is reached in the same way.
                .filter(option -> option.userObject() != VaultAccessOptions.ROWS);
    }

    @Test
    void eachOption_hasItsPlace() {
        assertThat(options().map(OptionSpec::longestName))
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(WAYS.keySet()));
    }

    @ParameterizedTest
    @MethodSource("options")
    void option_ofTheOtherWay_isRefusedAndNamed(OptionSpec option) {
        String name = option.longestName();
        String way = WAYS.getOrDefault(name, "");
        Ended key = ended(option, "--key", "pem:nowhere");
        Ended blob = ended(option, "--blob", "nowhere", "--expect", "nowhere");
        Ended signed =
                ended(option, "--blob", "nowhere", "--expect", "nowhere", "--sign-with", "pem:no");

        if (way.equals("blob")) {
            assertThat(key.err).startsWith(error(name + " and --key" + TOGETHER));
            assertThat(key.exit).isEqualTo(2);
        } else {
            assertThat(key.err).doesNotContain(TOGETHER);
        }
        if (way.equals("key") || way.equals("opening")) {
            assertThat(blob.err).startsWith(error(name + " and --blob" + TOGETHER));
            assertThat(blob.exit).isEqualTo(2);
        } else {
            assertThat(blob.err).doesNotContain(TOGETHER);
        }
        if (way.equals("opening")) {
            // It opens the evidence key.
            assertThat(signed.err).doesNotContain(TOGETHER);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; missing required argument (specify one of these): (--key=SOURCE | --blob=F.byok)",
                "--key pem:k --blob b ; --key=SOURCE, --blob=F.byok are mutually exclusive (specify only one)",
                "--blob b --key=pem:k ; --key=SOURCE, --blob=F.byok are mutually exclusive (specify only one)",
                "--blob b ; --expect is missing: anyone can make a valid blob, so the blob itself proves nothing",
                "--blob b --protection=hsm ; --protection and --blob cannot be used together",
                "--blob b --expect x --vault https://second-kv.vault.azure.net"
                        + " ; --vault is given 2 times, but a blob can be imported into one vault only"
            })
    void wayThatIsNotClear_isUsage(String options, String error) {
        Ended ended = ended(options == null ? List.of() : List.of(options.split(" ")));

        assertThat(ended.err).startsWith(error(error));
        assertThat(ended.exit).isEqualTo(2);
    }

    private static String error(String text) {
        return "keyhaul: error: " + text + " [KH-";
    }

    private Ended ended(OptionSpec option, String... way) {
        List<String> words = new ArrayList<>(List.of(way));
        if (!words.contains(option.longestName())) {
            words.add(option.longestName());
            if (option.arity().max() > 0) {
                words.add(value(option));
            }
        }
        return ended(words);
    }

    /** A value that the option takes; no file is there. */
    private String value(OptionSpec option) {
        String label = option.paramLabel().replaceFirst("\\|.*", "");
        return switch (label) {
            case "HEX" -> "0".repeat(64);
            case "N" -> option.type() == Integer.class ? "9" : "n";
            case "URL" -> "https://third-kv.vault.azure.net";
            case "URI" -> "pkcs11:token=t;object=o?module-path=/nowhere";
            case "SOURCE" -> "pem:" + home.resolve("nowhere");
            case "ROLE=NAME" -> "operator=A";
            case "K", "NAME", "hsm", "tenant-key", "auto", "each", "jna", "rsa", "P-256" -> label;
            default -> home.resolve("nowhere").toString();
        };
    }

    private static Ended ended(List<String> more) {
        List<String> words =
                new ArrayList<>(List.of("vault", "import-key", "--name", "t", "--vault"));
        words.add("https://contoso-kv.vault.azure.net");
        words.addAll(more);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit =
                Commands.KEYHAUL.run(
                        words,
                        new Console(
                                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                                new PrintStream(err, true, UTF_8)));
        return new Ended(exit, err.toString(UTF_8));
    }
}
