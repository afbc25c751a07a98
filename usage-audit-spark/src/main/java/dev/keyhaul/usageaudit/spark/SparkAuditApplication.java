package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.page.AuditPage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;

/**
 * The application for {@code spark-submit}: {@code VAULT_LOGS RMS_LOGS OUTPUT}, folders on any file
 * system that Hadoop knows. It writes {@code OUTPUT/findings.tsv} and {@code OUTPUT/audit.html}.
 */
public final class SparkAuditApplication {
    private SparkAuditApplication() {}

    /** Runs it; arguments as above. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException(
                    "usage: spark-submit --class "
                            + SparkAuditApplication.class.getName()
                            + " keyhaul-usage-audit-spark.jar VAULT_LOGS RMS_LOGS OUTPUT");
        }
        SparkSession session = SparkSession.builder().appName("keyhaul audit").getOrCreate();
        try {
            run(session, args[0], args[1], args[2]);
        } finally {
            session.stop();
        }
    }

    static AuditResult run(SparkSession session, String vaultLogs, String rmsLogs, String output)
            throws IOException {
        List<String> vaultFiles = files(session, vaultLogs);
        List<String> rmsFiles = files(session, rmsLogs);
        AuditSettings settings = AuditSettings.defaults();
        SparkAudit audit = new SparkAudit(session);
        AuditResult result = audit.audit(settings, vaultFiles, rmsFiles, AuditProgress.NONE);
        AuditReport report =
                new AuditReport(
                        result,
                        settings,
                        vaultFiles,
                        rmsFiles,
                        audit.badLines(),
                        List.of(),
                        Instant.now(),
                        "keyhaul audit on Spark");
        write(session, new Path(output, "findings.tsv"), table(result));
        write(session, new Path(output, "audit.html"), AuditPage.of(report));
        return result;
    }

    private static List<String> files(SparkSession session, String folder) throws IOException {
        Path path = new Path(folder);
        FileSystem system = path.getFileSystem(session.sparkContext().hadoopConfiguration());
        List<String> files = new ArrayList<>();
        RemoteIterator<LocatedFileStatus> found = system.listFiles(path, true);
        while (found.hasNext()) {
            LocatedFileStatus file = found.next();
            String name = file.getPath().getName();
            if (!name.startsWith(".") && !name.startsWith("_") && !name.endsWith(".crc")) {
                files.add(file.getPath().toString());
            }
        }
        return files.stream().sorted().toList();
    }

    static String table(AuditResult result) {
        return result.findings().stream()
                .map(SparkAuditApplication::line)
                .collect(
                        Collectors.joining(
                                "\n", "number\tstrength\tkind\tfrom\tto\tcount\twhat\n", "\n"));
    }

    private static String line(AuditFinding finding) {
        return String.join(
                "\t",
                Long.toString(finding.number()),
                finding.strength().word(),
                finding.kind().word(),
                Instant.ofEpochMilli(finding.fromMs()).toString(),
                Instant.ofEpochMilli(finding.toMs()).toString(),
                Long.toString(finding.count()),
                finding.sentence().replaceAll("\\p{Cntrl}", "?"));
    }

    private static void write(SparkSession session, Path path, String content) throws IOException {
        FileSystem system = path.getFileSystem(session.sparkContext().hadoopConfiguration());
        try (OutputStream out = system.create(path, false)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }
}
