package dev.keyhaul.usageaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.FindingKind;
import dev.keyhaul.usageaudit.KnownOperations;
import dev.keyhaul.usageaudit.SyntheticLogs;
import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import dev.keyhaul.usageaudit.duckdb.DuckDbAudit;
import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One definition, two engines: the same findings on the same input, row for row. {@link
 * SparkSubmitTest} compares fewer rows, as the application reports them.
 */
@Tag("full")
class SameFindingsTest {
    private static final int DAYS = 2;

    @TempDir Path folder;

    @Test
    void duckDbAndSpark_findTheSame_rowForRow() throws Exception {
        SyntheticLogs.write(folder, 11, 12_000, DAYS, EnumSet.allOf(Misuse.class));
        List<Path> vault = LogFiles.find(List.of(folder.resolve("vault")));
        List<Path> rms = LogFiles.find(List.of(folder.resolve("rms")));
        Files.writeString(vault.get(5), "{\"time\":\n", StandardOpenOption.APPEND);
        Instant backup = SyntheticLogs.when(Misuse.BACKUP, DAYS);
        AuditSettings settings =
                AuditSettings.defaults()
                        .knowing(
                                List.of(
                                        new KnownOperations(
                                                "a backup",
                                                "contoso-kv",
                                                "tenant",
                                                backup,
                                                backup.plusSeconds(5),
                                                Map.of("KeyBackup", 1),
                                                true)));
        AuditReport onDuckDb;
        try (DuckDbAudit audit = DuckDbAudit.open(new DuckDbAudit.Limits(192, 2, folder))) {
            onDuckDb = audit.report(settings, vault, rms, AuditProgress.NONE, "a test");
        }
        SparkSession session = session();
        AuditResult onSpark;
        List<String> badOnSpark;
        try {
            SparkAudit audit = new SparkAudit(session);
            onSpark = audit.audit(settings, statuses(vault), statuses(rms), AuditProgress.NONE);
            badOnSpark = audit.inputs().badLines().stream().map(SameFindingsTest::place).toList();
            assertThat(audit.inputs().uncounted())
                    .isEqualTo(onDuckDb.inputs().uncounted())
                    .isEqualTo(1);
            assertThat(audit.inputs().vault())
                    .extracting(file -> file.counted())
                    .containsExactlyElementsOf(
                            onDuckDb.inputs().vault().stream().map(f -> f.counted()).toList());
        } finally {
            session.stop();
        }

        assertThat(onDuckDb.result().findings())
                .extracting(finding -> finding.kind())
                .contains(
                        FindingKind.FOREIGN_IDENTITY,
                        FindingKind.EXCESS_OPERATIONS,
                        FindingKind.MANAGEMENT,
                        FindingKind.FAILURE_BURST,
                        FindingKind.GAP_VAULT_LOG,
                        FindingKind.CLOCK_SKEW);
        assertThat(onSpark.findings()).containsExactlyElementsOf(onDuckDb.result().findings());
        assertThat(onSpark).isEqualTo(onDuckDb.result());
        assertThat(badOnSpark)
                .containsExactlyElementsOf(
                        onDuckDb.inputs().badLines().stream()
                                .map(SameFindingsTest::place)
                                .toList());
    }

    private SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("same findings")
                .config("spark.ui.enabled", false)
                // Little data, many statements: planning and compiling would take most of the time.
                .config("spark.sql.shuffle.partitions", 1)
                .config("spark.sql.codegen.wholeStage", false)
                .config("spark.sql.adaptive.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", folder.resolve("spark").toString())
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .getOrCreate();
    }

    /** Hadoop names files by URI. */
    private static String place(BadLine bad) {
        return bad.file().replace("file:", "") + ":" + bad.line() + " " + bad.reason();
    }

    private static List<FileStatus> statuses(List<Path> files) throws IOException {
        List<FileStatus> statuses = new ArrayList<>();
        for (Path file : files) {
            org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
            statuses.add(path.getFileSystem(new Configuration()).getFileStatus(path));
        }
        return statuses;
    }
}
