package dev.keyhaul.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.browser.Chromium;
import dev.keyhaul.cli.fixture.CommandWords;
import dev.keyhaul.cli.fixture.PictureWords;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.usageaudit.SyntheticLogs;
import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who used the tenant key, as an auditor asks: files in, a table, JSON, a page and an exit code
 * out.
 */
class AuditIT {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", ".."));
    private static final String HOSTILE = "<script>document.title='owned'</script>";

    @TempDir static Path folder;
    private static RealCommand keyhaul;

    @BeforeAll
    static void makeLogs() throws Exception {
        keyhaul = new RealCommand(folder);
        SyntheticLogs.write(folder.resolve("bad"), 9, 8_000, 2, EnumSet.allOf(Misuse.class));
        SyntheticLogs.write(folder.resolve("good"), 9, 4_000, 1, EnumSet.noneOf(Misuse.class));
        SyntheticLogs.write(
                folder.resolve("extra"), 9, 8_000, 2, EnumSet.of(Misuse.EXCESS_OPERATIONS));
        Files.writeString(
                folder.resolve("hostile.json"),
                "{\"time\":\"2026-01-05T12:00:00Z\",\"category\":\"AuditEvent\",\"operationName\":\"KeySign\","
                        + "\"identity\":{\"claim\":{\"appid\":\""
                        + HOSTILE
                        + "\"}},\"properties\":{\"id\":\"https://contoso-kv.vault.azure.net/keys/tenant\",\"httpStatusCode\":200}}\n"
                        + "no row\n");
    }

    @Test
    void misuses_areFound_withExitCode7_inJsonAndOnAPage() throws Exception {
        RealCommand.Result audit =
                audit(
                        "bad",
                        "--json",
                        "--html",
                        "audit.html",
                        "--csv",
                        "e.csv",
                        "--parquet",
                        "e.parquet");

        assertThat(audit.exit()).as(audit.err()).isEqualTo(7);
        assertThat(kinds(audit.json()))
                .containsExactlyInAnyOrder(
                        "confirmed foreign-identity",
                        "confirmed management",
                        "unexplained excess-operations",
                        "note failure-burst",
                        "note gap-vault-log",
                        "note clock-skew");
        JsonObject foreign = audit.json().objects("findings").get(0);
        assertThat(foreign.string("identity")).isEqualTo(SyntheticLogs.STRANGER);
        assertThat(foreign.objects("rows")).hasSize(20);
        assertThat(foreign.objects("rows").get(0).string("row")).contains("PT1H.json:");
        assertThat(Files.readAllLines(folder.resolve("e.csv")).get(0))
                .startsWith("log,at,at_ms,operation");
        assertThat(Files.readString(folder.resolve("e.parquet"), StandardCharsets.ISO_8859_1))
                .startsWith("PAR1");
        for (String file : List.of("audit.html", "e.csv", "e.parquet")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }

        Chromium browser = new Chromium(folder);
        assertThat(browser.dom("audit.html"))
                .contains("data-ready=\"yes\"", "6 of 6", SyntheticLogs.STRANGER)
                .doesNotContain("src=\"http", "url(");
        byte[] picture = browser.screenshot("audit.html");
        assertThat(
                        Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(picture)))
                                .getWidth())
                .isEqualTo(1240);
        assertThat(picture).hasSizeGreaterThan(50_000);
        keepScreenshot(picture);
    }

    /** The documents' command over it shows a newcomer each kind of finding. */
    @Test
    void sampleOfTheRepository_hasEachKindOfFinding() throws Exception {
        Path sample = REPOSITORY.resolve("examples/usage-audit").toAbsolutePath().normalize();

        RealCommand.Result audit =
                keyhaul.run(
                        "audit",
                        "--json",
                        "--vault-log",
                        sample.resolve("vault-log.json").toString(),
                        "--rms-log",
                        sample.resolve("usage.log").toString(),
                        "--html",
                        "sample.html");

        assertThat(audit.exit()).as(audit.err()).isEqualTo(7);
        PictureWords.require(
                "audit-page.png", Files.readString(keyhaul.folder.resolve("sample.html")));
        assertThat(kinds(audit.json()))
                .containsExactlyInAnyOrder(
                        "confirmed foreign-identity",
                        "confirmed management",
                        "unexplained excess-operations",
                        "unexplained gap-rms-log",
                        "note gap-vault-log",
                        "note management-refused",
                        "note unknown-operation",
                        "note failure-burst",
                        "note beyond-rms-log",
                        "note beyond-vault-log",
                        "note clock-skew");
    }

    @Test
    void regularUses_areDone_andLeaveNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        RealCommand.Result audit = audit("good", "--temp", temporary.toString());

        assertThat(audit.exit()).as(audit.err()).isZero();
        assertThat(audit.out()).contains("nothing is confirmed or unexplained", "clock is 4");
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    /** A log has what others wrote, and a spreadsheet runs what looks like a formula. */
    @Test
    void cellsThatASpreadsheetWouldRun_areTextInTheCsvFile_andAsTheyAreInParquet()
            throws Exception {
        StringBuilder log = new StringBuilder();
        for (String hostile : List.of("=1+1", "+1", "-1", "@SUM(1)", "\\t=1", "\\r=1", "plain=1")) {
            log.append(
                    "{\"time\":\"2026-01-05T12:00:00Z\",\"category\":\"AuditEvent\",\"operationName\":\"KeySign\","
                            + "\"identity\":{\"claim\":{\"appid\":\""
                            + hostile
                            + "\"}},\"callerIpAddress\":\""
                            + hostile
                            + "\",\"properties\":{\"id\":\"https://contoso-kv.vault.azure.net/keys/tenant\",\"httpStatusCode\":200}}\n");
        }
        Files.writeString(folder.resolve("formulas.json"), log.toString());

        keyhaul.run(
                "audit",
                "--vault-log",
                "formulas.json",
                "--rms-log",
                "good/rms",
                "--csv",
                "formulas.csv");

        String csv = Files.readString(folder.resolve("formulas.csv"));
        assertThat(csv)
                .contains(",'=1+1,", ",'+1,", ",'-1,", ",'@SUM(1),", "'\t=1", "'\r=1", ",plain=1,")
                .doesNotContain(",=1+1", ",+1", ",-1", ",@SUM", ",\t=1", "\"\t=1", "\"\r=1");
        assertThat(csv.lines().findFirst().orElseThrow())
                .isEqualTo(
                        "log,at,at_ms,operation,identity,upn,ip,result,vault,key_name,key_version,correlation_id,file,row");
    }

    @Test
    void surplus_isCheckFailed_whenStrict() throws Exception {
        assertThat(audit("extra").exit()).isZero();
        assertThat(audit("extra", "--strict").exit()).isEqualTo(7);
    }

    /** What a log holds is text on the page, whatever it looks like. */
    @Test
    void hostileText_staysText_andBadLinesAreTold() throws Exception {
        RealCommand.Result audit =
                keyhaul.run("audit", "--vault-log", "hostile.json", "--html", "hostile.html");

        assertThat(audit.exit()).isEqualTo(7);
        assertThat(audit.err()).contains("1 line could not be read", "no usage log was given");
        String dom = new Chromium(folder).dom("hostile.html");
        assertThat(dom)
                .contains("&lt;script&gt;", "<title>Who used the tenant key</title>", "not JSON");
        assertThat(dom).doesNotContain(HOSTILE);
    }

    @Test
    void wrongInput_isToldWithTheNextStep() throws Exception {
        requireError(1, "no such file", "audit", "--vault-log", "none.json");
        requireError(1, "no log in", "audit", "--vault-log", emptyFolder());
        requireError(
                2,
                "--window is not a duration",
                "audit",
                "--vault-log",
                "hostile.json",
                "--window",
                "2");
        requireError(
                2,
                "the window is 86400 s",
                "audit",
                "--vault-log",
                "hostile.json",
                "--window",
                "24h");
        requireError(
                2,
                "not an application or object identifier",
                "audit",
                "--vault-log",
                "hostile.json",
                "--identity",
                "'; DROP");
    }

    /** Exit codes and words that a script stands on. */
    @Test
    void unused_isDone_orCheckFailed_orAnError() throws Exception {
        String key = "https://contoso-kv.vault.azure.net/keys/tenant/" + "a".repeat(32);
        String row =
                "{\"time\":\"%s\",\"category\":\"AuditEvent\",\"operationName\":\"%s\",\"resultType\":\"Success\",\"identity\":{},\"properties\":{\"id\":\"%s\"}}\n";
        Path log = Files.createDirectory(folder.resolve("old-key-log"));
        String[] unused = {"audit", "--vault-log", "old-key-log", "--unused", key, "--json"};
        Files.writeString(log.resolve("a.json"), row.formatted(Instant.now(), "KeyGet", key));

        RealCommand.Result none = keyhaul.run(unused);
        assertThat(none.exit()).as(none.err()).isZero();
        assertThat(none.json().string("verdict")).isEqualTo("no uses");
        Files.writeString(log.resolve("readme.txt"), "these are the logs\n");
        requireError(1, "old-key-log/readme.txt, line 1: not JSON", unused);
        Files.delete(log.resolve("readme.txt"));
        Files.writeString(
                log.resolve("b.csv"),
                "TimeGenerated,OperationName,_ResourceId,Type\n%s,KeySign,/s/vaults/contoso-kv,AZKVAuditLogs\n"
                        .formatted(Instant.now()));
        requireError(
                1,
                "old-key-log/b.csv, line 2: the row does not state the key's identifier",
                unused);
        Files.writeString(log.resolve("b.json"), row.formatted(Instant.now(), "keysign", key));
        RealCommand.Result used = keyhaul.run(unused);
        assertThat(used.exit()).as(used.err()).isEqualTo(7);
        assertThat(used.json().number("uses")).isEqualTo(1);
        requireError(
                2,
                "key identifier has no version",
                "audit",
                "--vault-log",
                "a.json",
                "--unused",
                key.replaceFirst("/a+$", ""));
    }

    /** Whatever else the comparison takes: it would have no effect. */
    @Test
    void unused_takesNoOptionOfTheComparison() throws Exception {
        List<String> taken =
                List.of("--vault-log", "--unused", "--json", "-q", "--quiet", "-v", "--verbose");
        Map<String, String> values =
                Map.of(
                        "--vault",
                        "https://contoso-kv.vault.azure.net",
                        "--memory",
                        "64",
                        "--threads",
                        "1");
        int count = 0;
        for (String option : CommandWords.optionsOf(List.of("audit"))) {
            if (taken.contains(option) || option.equals("-h") || option.equals("--help")) {
                continue;
            }
            count++;
            List<String> words = new ArrayList<>(List.of("audit", "--vault-log", "none.json"));
            words.addAll(
                    List.of(
                            "--unused",
                            "https://contoso-kv.vault.azure.net/keys/tenant/" + "a".repeat(32)));
            words.add(option);
            if (!List.of("--strict", "--force").contains(option)) {
                words.add(values.getOrDefault(option, "x"));
            }
            requireError(
                    2,
                    option + " cannot be used together with --unused",
                    words.toArray(String[]::new));
        }
        assertThat(count).isGreaterThan(10);
    }

    /** The rest of the command line does not grow by the audit's database. */
    @Test
    void library_isNoPartOfTheRest() throws Exception {
        try (Stream<Path> jars = Files.list(REPOSITORY.resolve("cli/target/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .noneMatch(name -> name.contains("duckdb") || name.contains("usage-audit"));
        }
    }

    private static String emptyFolder() throws Exception {
        return Files.createTempDirectory(folder, "empty").toString();
    }

    private static void requireError(int exit, String message, String... args) throws Exception {
        RealCommand.Result result = keyhaul.run(args);
        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        // With --json, it has the error alone.
        if (!result.out().isEmpty()) {
            assertThat(result.json().string("schema_version")).isEqualTo("2.0.0");
            assertThat(result.out()).contains("\"error\"").contains("\"KH-");
        }
        assertThat(result.err()).contains("keyhaul: error: ", message, "keyhaul: hint: ");
    }

    private static RealCommand.Result audit(String logs, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "audit",
                                "--vault-log",
                                logs + "/vault",
                                "--rms-log",
                                logs + "/rms"));
        args.addAll(List.of(more));
        return keyhaul.run(args.toArray(String[]::new));
    }

    private static List<String> kinds(JsonObject report) throws Exception {
        List<String> kinds = new ArrayList<>();
        for (JsonObject finding : report.objects("findings")) {
            kinds.add(finding.string("strength") + " " + finding.string("kind"));
        }
        return kinds;
    }

    /** For whoever wants to look at it. */
    private static void keepScreenshot(byte[] picture) throws Exception {
        Files.write(REPOSITORY.resolve("cli/target/audit-page.png"), picture);
    }
}
