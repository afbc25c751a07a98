package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.fixture.RealCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A command that is typed as its usage line says lacks nothing. */
final class UsageLineIT {
    private static final String KEY = "pem:none.pem";

    /** Of each placeholder, a value that has its form. What a file names is not there. */
    private static final Map<String, String> VALUES =
            Map.ofEntries(
                    Map.entry("SOURCE", KEY),
                    Map.entry("FILE|SOURCE…", "none"),
                    Map.entry("RECIPIENT", "rsa:none.pem"),
                    Map.entry("ROLE=NAME", "operator=Ada Bell"),
                    Map.entry("PUB|sha256:HEX", "ab".repeat(32)),
                    Map.entry("bash|zsh|fish|powershell", "bash"),
                    Map.entry("vault|hsm|ad-rms|pfx|master-copy", "vault"),
                    Map.entry("URL", "https://contoso-kv.vault.azure.net"),
                    Map.entry("N", "tenant"),
                    Map.entry("ID", "20261125T182225Z-8e8df750-a9dd7c7c"),
                    Map.entry("H", "ab".repeat(32)));

    /** They change a key in a token, and take no other source. */
    private static final Set<String> OF_TOKENS = Set.of("key make-unextractable", "key delete");

    /** These serve, or play a whole journey. */
    private static final Set<String> LONG = Set.of("demo", "local-vault");

    @TempDir Path home;

    /** A vault would be asked for. */
    static Stream<Commands.Entry> commands() {
        return Commands.KEYHAUL.all().stream()
                .filter(c -> !LONG.contains(c.name()))
                .filter(
                        c ->
                                !usage(c).contains("--vault URL")
                                        || c.name().equals("tenant runbook"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void command_asItsUsageLineSays_lacksNothing(Commands.Entry command) throws Exception {
        List<String> words = new ArrayList<>(command.words());
        // The first of each group of alternatives.
        String line = usage(command).replaceAll("\\(([^|()]*(?:\\|[^ |()]+)*) \\|[^()]*\\)", "$1");
        for (String word : line.replaceAll("[()]", "").strip().split(" ")) {
            if (!word.isEmpty()) {
                boolean needsToken = word.equals("SOURCE") && OF_TOKENS.contains(command.name());
                words.add(
                        needsToken
                                ? "pkcs11:token=none;object=none"
                                : word.startsWith("-")
                                        ? word
                                        : word.equals("ID") && command.name().startsWith("tenant")
                                                ? "5c6bb73b-1038-4eec-863d-49bded473437"
                                                : VALUES.getOrDefault(word, at(word)));
            }
        }

        RealCommand.Result result = new RealCommand(home).run(words.toArray(String[]::new));

        // A PIN would be asked for next, or the questions of a ceremony.
        if (!result.err().contains("no terminal to ask for it")
                && !result.err().contains("needs a terminal, but this process has none")) {
            assertThat(result.exit()).as("%s: %s", words, result.err()).isNotEqualTo(2);
        }
    }

    private String at(String placeholder) {
        return home.resolve(placeholder.replaceAll("[^A-Za-z.]", "")).toString();
    }

    private static String usage(Commands.Entry command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> help = new ArrayList<>(List.of("help"));
        help.addAll(command.words());
        Commands.KEYHAUL.run(help, new Console(stream(out), stream(out)));
        String text = out.toString(StandardCharsets.UTF_8);
        String before = "Usage: keyhaul " + command.name() + " ";
        return text.substring(before.length(), text.indexOf("[OPTIONS]"));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
