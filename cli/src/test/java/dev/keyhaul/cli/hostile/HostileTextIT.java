package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.browser.Chromium;
import dev.keyhaul.cli.browser.OpenPage;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Manifests, records and logs that somebody made to deceive: an exit code, and text that is safe to
 * print.
 */
@Tag("long")
final class HostileTextIT {
    private static final String HEAD = "source,kek,output\n";

    /** Title and clipboard of a terminal, colours, the other direction, and a line of its own. */
    private static final String EVIL =
            "\u001b]0;owned\u0007\u001b]52;c;b3duZWQ=\u0007\u001b[31m\u202e\u009b2J\rkeyhaul: done";

    @TempDir static Path folder;
    private static RealCommand keyhaul;

    @BeforeAll
    static void prepare() throws Exception {
        keyhaul = new RealCommand(folder);
        new BatchFolder(keyhaul);
        Files.createDirectories(folder.resolve("batch/out"));
    }

    static Stream<Arguments> manifests() {
        String good = "pem:../keys/0.pem,../kek.json,out/0.byok\n";
        return Stream.of(
                Arguments.of("csv", HEAD + EVIL + ",../kek.json,out/0.byok\n", 1, "line 2"),
                Arguments.of("csv", "source," + EVIL.replace("\r", "") + "\n", 1, "is unknown"),
                Arguments.of(
                        "csv",
                        HEAD + "pem:a\0b,../kek.json,out/0.byok\n",
                        1,
                        "line 2: source contains a control character"),
                Arguments.of("csv", HEAD + good + good, 1, "is named on line 2 already"),
                Arguments.of(
                        "csv",
                        HEAD + good + good.replace("out/", "out/../out/"),
                        1,
                        "is named on line 2 already"),
                Arguments.of(
                        "csv",
                        HEAD + "\"" + "a".repeat(3_000_000) + "\",x,y\n",
                        1,
                        "line 2: it is longer than"),
                Arguments.of(
                        "csv",
                        HEAD + "\"pem:a\n\n\n",
                        1,
                        "line 2, column 1: a quote that is never closed"),
                Arguments.of(
                        "csv", "source,source,kek,output\n", 1, "column source is given twice"),
                Arguments.of("jsonl", "{\"source\":\"pem:a\",\"source\":\"pem:b\"}\n", 1, "line 1"),
                Arguments.of(
                        "jsonl",
                        "{\"source\":\"\\u001b[31m\"}\n",
                        1,
                        "line 1: source contains a control character"),
                Arguments.of(
                        "jsonl",
                        "{\"" + "\\u001b]0;owned\\u0007\\u202e" + "\":\"x\"}\n",
                        1,
                        "is unknown"),
                Arguments.of(
                        "jsonl",
                        "{\"source\":\"" + "a".repeat(3_000_000) + "\"}\n",
                        1,
                        "line 1: it is longer than"),
                Arguments.of("jsonl", "[".repeat(10_000) + "\n", 1, "line 1"),
                Arguments.of("jsonl", "{\"source\":{\"a\":1}}\n", 1, "not a string"));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void manifest_isRefused_beforeAnythingIsBegun(
            String kind, String content, int exit, String error) throws Exception {
        requireRefused(kind, content.getBytes(StandardCharsets.UTF_8), exit, error);
    }

    @Test
    void manifestThatIsNotUtf8_isRefused() throws Exception {
        byte[] latin1 =
                (HEAD + "pem:schl\u00fcssel,../kek.json,out/0.byok\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        requireRefused("csv", latin1, 1, "line 2: it is not UTF-8");
        byte[] overlong = {
            '{',
            '"',
            's',
            'o',
            'u',
            'r',
            'c',
            'e',
            '"',
            ':',
            '"',
            (byte) 0xC0,
            (byte) 0xAF,
            '"',
            '}',
            '\n'
        };
        requireRefused("jsonl", overlong, 1, "line 1");
    }

    private static void requireRefused(String kind, byte[] content, int exit, String error)
            throws Exception {
        Files.write(folder.resolve("batch/m." + kind), content);

        RealCommand.Result result =
                keyhaul.run(
                        Args.of("batch", "run", "batch/m." + kind)
                                .and(KekFiles.trust(folder, "kek.json")));

        new Refusal(exit, error, "").requireIs(result);
        requirePrintable(result);
        assertThat(result.err()).hasSizeLessThan(2_000);
        try (Stream<Path> outputs = Files.list(folder.resolve("batch"))) {
            assertThat(outputs.map(f -> f.getFileName().toString()))
                    .allMatch(name -> name.equals("out") || name.matches("m\\.(csv|jsonl)"));
        }
        assertThat(folder.resolve("batch/out")).isEmptyDirectory();
    }

    private static void requirePrintable(RealCommand.Result result) {
        assertThat(result.out() + result.err())
                .doesNotContain("\u001b", "\u0007", "\u202e", "\u009b", "\r", "\0")
                .doesNotContain("\nkeyhaul: done");
    }

    /** A manifest may name any place that its operator may write to; the report says which. */
    @Test
    void pathsOutside_areWrittenAsNamed_andNeverThroughALink() throws Exception {
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.createDirectories(folder.resolve("paths"));
        Files.createSymbolicLink(
                folder.resolve("paths/link.byok"), folder.resolve("elsewhere/target"));
        String row = "pem:../keys/%d.pem,../kek.json,%s\n";
        Files.writeString(
                folder.resolve("paths/m.csv"),
                HEAD
                        + row.formatted(0, "../elsewhere/dots.byok")
                        + row.formatted(1, folder.resolve("elsewhere/absolute.byok"))
                        + row.formatted(2, "link.byok"));

        RealCommand.Result result =
                keyhaul.run(
                        Args.of("batch", "run", "paths/m.csv", "--journal", "paths.journal")
                                .with("--json")
                                .and(KekFiles.trust(folder, "kek.json")));

        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(result.json().number("done")).isEqualTo(2);
        assertThat(result.json().number("failed")).isEqualTo(1);
        assertThat(folder.resolve("elsewhere/dots.byok")).isNotEmptyFile();
        assertThat(folder.resolve("elsewhere/absolute.byok")).isNotEmptyFile();
        assertThat(folder.resolve("elsewhere/target")).doesNotExist();
        Files.delete(folder.resolve("paths/link.byok"));
    }

    /** A name with controls is refused; markup, and controls in a file's name, come back inert. */
    @Test
    void reportOfHostileRecords_isInert() throws Exception {
        String html =
                "</style><script>document.title='owned'</script><img src=x onerror=document.title='owned'>";
        RealCommand.Result refused = create("a.byok", "operator=" + EVIL);
        new Refusal(2, "is not ROLE=NAME", "give a role and a name").requireIs(refused);
        requirePrintable(refused);
        RealCommand.Result created =
                create("'<img src=x onerror=alert(1)>" + EVIL + ".byok", "operator=" + html);
        requirePrintable(created.requireDone());

        RealCommand.Result report =
                keyhaul.run("ceremony", "report", "records", "-o", "report.html");

        assertThat(report.exit()).as(report.err()).isZero();
        requirePrintable(report);
        requirePrintable(keyhaul.run("ceremony", "report", "--verify-only", "records"));
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("&lt;script&gt;document.title")
                .doesNotContain("<script", "<img", "\u001b", "\u202e");
        try (OpenPage page = new Chromium(folder).open("report.html")) {
            assertThat(page.text("document.title")).isNotEqualTo("owned");
            assertThat(page.text("String(document.images.length + document.scripts.length)"))
                    .isEqualTo("0");
            assertThat(page.requests()).hasSize(1);
        }
    }

    private static RealCommand.Result create(String output, String person) throws Exception {
        List<String> args =
                List.of(
                        "byok",
                        "create",
                        "--key",
                        "pem:keys/0.pem",
                        "--kek",
                        "kek.json",
                        "-o",
                        output,
                        "--record",
                        "records",
                        "--person",
                        person);
        return keyhaul.run(KekFiles.trusted(folder, args.toArray(String[]::new)));
    }

    @Test
    void auditOfHostileLogs_printsNothingThatATerminalObeys() throws Exception {
        String text = "\\u001b]0;owned\\u0007\\u001b[31m\\u202e\\u009b\\rkeyhaul: done";
        String row =
                """
                {"time":"2026-01-05T12:00:00Z","category":"AuditEvent","operationName":"KeySign",\
                "callerIpAddress":"%1$s","identity":{"claim":{"appid":"%1$s","upn":"%1$s"}},\
                "properties":{"id":"https://v.vault.azure.net/keys/k","httpStatusCode":200}}
                """
                        .formatted(text);
        Files.writeString(
                folder.resolve("hostile.json"),
                row + row.replace("KeySign", text) + "\u001b]0;owned\u0007 no row\n");

        for (String form : List.of("--quiet", "--json")) {
            RealCommand.Result audit = keyhaul.run("audit", "--vault-log", "hostile.json", form);

            assertThat(audit.exit()).as(audit.err()).isEqualTo(7);
            requirePrintable(audit);
        }
        JsonObject first =
                keyhaul.run("audit", "--vault-log", "hostile.json", "--json")
                        .json()
                        .objects("findings")
                        .get(0);
        assertThat(first.string("identity"))
                .as("JSON means what the log says")
                .contains("\u202e\u009b");
    }
}
