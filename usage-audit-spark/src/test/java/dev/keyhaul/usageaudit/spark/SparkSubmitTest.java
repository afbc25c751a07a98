package dev.keyhaul.usageaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.SyntheticLogs;
import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import dev.keyhaul.usageaudit.log.LogFiles;
import dev.keyhaul.usageaudit.page.AuditJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application as docs/dev/USAGE-AUDIT.md starts it: by Spark's own submit program, in a JVM
 * that has Spark on its class path and nothing of Keyhaul but the jars that it is given.
 */
@Tag("long")
class SparkSubmitTest {
    /** Each costs a second of scheduling on a cluster, however few its rows are. */
    private static final int MOST_JOBS = 25;

    @TempDir Path folder;

    /** It takes a minute and a half, and depends on the audit alone. */
    @BeforeAll
    static void requireChange() {
        assumeFalse(
                System.getProperty("keyhaul.test.audit", "").equals("unchanged"),
                "a change to usage-audit or usage-audit-spark; CI and ./verify --full need none");
    }

    @Test
    void submittedWithTheCommandsOptions_itSaysWhatTheCommandSays() throws Exception {
        SyntheticLogs.write(folder, 12, 3_000, 1, EnumSet.allOf(Misuse.class));
        Path blob = LogFiles.find(List.of(folder.resolve("vault"))).get(5);
        Files.writeString(blob, "{\"time\":\n", StandardOpenOption.APPEND);
        AuditReport expected =
                OnDuckDb.audit(
                        folder,
                        AuditSettings.defaults()
                                .within(Duration.ofMinutes(4), Duration.ofMinutes(20))
                                .withIdentities(List.of(SyntheticLogs.STRANGER))
                                .ofKey("contoso-kv", "tenant"));

        TestProcess.Result result =
                submit(
                        "--window",
                        "4m",
                        "--gap",
                        "20m",
                        "--identity",
                        SyntheticLogs.STRANGER,
                        "--vault",
                        "https://contoso-kv.vault.azure.net",
                        "--name",
                        "tenant",
                        "--strict",
                        folder.resolve("vault").toString(),
                        folder.resolve("rms").toString(),
                        folder.resolve("out").toString());

        assertThat(jobs()).as("jobs").hasSizeBetween(1, MOST_JOBS);
        assertThat(expected.inputs().uncounted()).isEqualTo(1);
        assertThat(result.exit()).as(result.said()).isEqualTo(7);
        assertThat(result.said()).contains(expected.verdict());
        assertThat(folder.resolve("out/findings.tsv"))
                .content()
                .contains("confirmed\tmanagement", "unexplained\texcess-operations")
                .doesNotContain("foreign-identity")
                .isEqualTo(SparkAuditApplication.table(expected.result()));
        assertThat(folder.resolve("out/audit.json"))
                .content()
                .isEqualTo(new String(AuditJson.of(expected), StandardCharsets.UTF_8));
        assertThat(folder.resolve("out/audit.html"))
                .content()
                .contains("keyhaul audit on Spark", SyntheticLogs.ADMIN);
    }

    /** A cluster's audit of a wrong file must not find nothing either. */
    @Test
    @Tag("full")
    void fileThatIsNoLog_isTheCommandsError() throws Exception {
        SyntheticLogs.write(folder, 12, 50, 1, EnumSet.noneOf(Misuse.class));
        Files.writeString(folder.resolve("vault/kek.json"), "{\"kid\":\"https://v/keys/k/1\"}\n");

        TestProcess.Result result =
                submit(
                        folder.resolve("vault").toString(),
                        folder.resolve("rms").toString(),
                        folder.resolve("out").toString());

        assertThat(result.exit()).as(result.said()).isEqualTo(1);
        assertThat(result.said())
                .contains("kek.json: no line is a row of a vault's log", "hint: a vault's log has");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    /** Returns the events of the application's log that start a job. */
    private List<String> jobs() throws IOException {
        try (Stream<Path> logs = Files.list(folder.resolve("events"))) {
            Path log =
                    logs.filter(file -> !file.toString().endsWith(".crc"))
                            .findFirst()
                            .orElseThrow();
            return Files.readAllLines(log).stream()
                    .filter(event -> event.startsWith("{\"Event\":\"SparkListenerJobStart\""))
                    .toList();
        }
    }

    private TestProcess.Result submit(String... arguments) throws Exception {
        Path events = Files.createDirectories(folder.resolve("events"));
        List<String> settings =
                List.of(
                        "spark.eventLog.enabled=true",
                        "spark.eventLog.rolling.enabled=false",
                        "spark.eventLog.compress=false",
                        "spark.eventLog.dir=" + events.toUri(),
                        "spark.ui.enabled=false",
                        "spark.driver.host=127.0.0.1",
                        "spark.driver.bindAddress=127.0.0.1",
                        "spark.local.dir=" + folder.resolve("local"),
                        "spark.sql.warehouse.dir=" + folder.resolve("warehouse"));
        try (SparkHome home = SparkHome.in(folder.resolve("spark"))) {
            return TestProcess.of(home.submit("local[2]", settings, arguments)).in(folder).run();
        }
    }
}
