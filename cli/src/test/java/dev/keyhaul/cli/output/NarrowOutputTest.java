package dev.keyhaul.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.Streams;
import dev.keyhaul.cli.fixture.CommandWords;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.page.DigestRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees on a terminal of 80 columns, and on one of 40. */
public class NarrowOutputTest {
    private static final String SHA256 =
            "a1b2c3d4e5f607180011223344556677" + "8899aabbccddeeff0123456789abcdef";

    /** Runs something on a terminal of this width; both streams are one there. */
    static String on(int columns, Consumer<Console> speaking) {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(screen, true, UTF_8);
        speaking.accept(
                new Console(new Streams(stream, stream, false, false, columns, columns, columns)));
        return screen.toString(UTF_8);
    }

    private static String run(int columns, String... words) {
        return on(columns, console -> Commands.KEYHAUL.run(List.of(words), console));
    }

    /** One file for each width: what it must look like. */
    @ParameterizedTest
    @ValueSource(ints = {80, 40})
    void output_isWhatTheGoldenFileShows(int columns) throws Exception {
        StringBuilder all = new StringBuilder();
        add(all, "keyhaul help", run(columns, "help"));
        add(all, "help of a command", run(columns, "kek", "disable", "--help"));
        add(all, "error with a hint", on(columns, NarrowOutputTest::fail));
        add(all, "unknown option", run(columns, "kek", "disable", "--frobnicate"));
        add(all, "waiting for a person", on(columns, NarrowOutputTest::await));
        add(all, "warning", on(columns, console -> console.warn(WARNING)));
        add(all, "report", on(columns, console -> console.report(report(), HEADLINE)));
        add(all, "table", on(columns, console -> console.report(table())));
        add(all, "note", on(columns, NarrowOutputTest::note));

        String name = "narrow-" + columns + ".txt";
        Path actual = Path.of("target", name);
        Files.createDirectories(Path.of("target"));
        Files.writeString(actual, all);
        assertThat(all.toString()).as("see %s", actual.toAbsolutePath()).isEqualTo(golden(name));
        requireNarrow(columns, "golden", all.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 40})
    void helpOfEveryCommand_fits(int columns) {
        requireNarrow(columns, "help", run(columns, "help"));
        requireNarrow(columns, "help options", run(columns, "help", "options"));
        for (String command : CommandWords.commands()) {
            String[] words = (command + " --help").split(" ");
            String help = run(columns, words);
            requireNarrow(columns, command, help);
            requireNarrow(columns, words[0], run(columns, words[0], "--help"));
            // Nothing is lost: the words are those of the usual help.
            assertThat(help.replaceAll("\\s+\\\\?", "")).as(command).contains("Example:");
        }
    }

    /** Only a single word that must be copied as a whole may be longer. */
    public static void requireNarrow(int columns, String what, String text) {
        List<String> tooLong = new ArrayList<>();
        text.lines()
                .filter(line -> line.length() > columns && !isOneWord(line))
                .forEach(tooLong::add);
        assertThat(tooLong).as("%s in %s columns", what, columns).isEmpty();
    }

    private static boolean isOneWord(String line) {
        String bare = line.strip().replaceAll(" \\\\$", "");
        return !bare.contains(" ") || bare.matches("'[^']*'");
    }

    private static final String WARNING =
            "the KEK https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef"
                    + " expires in 2 days, and a blob that is made under it cannot be imported later";

    private static final Headline HEADLINE =
            Headline.of("blob", "key_fingerprint", "kek_fingerprint", "proof", "next");

    private static void fail(Console console) {
        console.error(
                Reason.KEY_LEAVES_TOKEN,
                "the key 'tenant' of token 'hsm' must not leave the token: it is EXTRACTABLE, and"
                        + " its copy outside a token would be less protected",
                "'keyhaul backup create --key pkcs11:token=hsm;object=tenant --to rsa:auditor.pem"
                        + " --allow-weaker-recipient HEX' copies such a key; 'keyhaul key list' shows it");
    }

    private static void await(Console console) {
        console.waiting(
                Reason.APPROVAL_MISSING,
                "the new request approvals/byok-create-310c80d0fd38.request.json waits for the"
                        + " approval of "
                        + SHA256,
                "run this command again after that person ran: keyhaul approve"
                        + " '/srv/two people/byok-create-310c80d0fd38.request.json' --key SOURCE");
    }

    private static void note(Console console) {
        console.note(
                "let a second person obtain it on another machine and compare:",
                DigestRows.of(SHA256));
    }

    private static JsonObject report() {
        return JsonObject.builder()
                .put("blob", "/srv/ceremony/2026-11-29/tenant-key-of-contoso.byok")
                .put("key_fingerprint", SHA256)
                .put("kek_fingerprint", SHA256)
                .put(
                        "proof",
                        "the HSM reopened the wrapped key and signed with it; the vault's import"
                                + " proves the rest")
                .put(
                        "next",
                        "keyhaul vault import-key --blob tenant.byok --vault URL --name tenant")
                .build();
    }

    private static JsonObject table() {
        List<JsonObject> rows =
                Stream.of("tenant", "evidence")
                        .map(
                                label ->
                                        JsonObject.builder()
                                                .put("label", label)
                                                .put("type", "RSA")
                                                .put("bits", 2048)
                                                .put("fingerprint", SHA256)
                                                .build())
                        .toList();
        return JsonObject.builder().put("keys", rows).build();
    }

    private static void add(StringBuilder all, String what, String text) {
        all.append("== ").append(what).append('\n').append(text).append('\n');
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = NarrowOutputTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), UTF_8);
        }
    }
}
