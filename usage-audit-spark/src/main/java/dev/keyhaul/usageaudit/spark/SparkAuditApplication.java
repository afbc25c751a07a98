package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.page.AuditJson;
import dev.keyhaul.usageaudit.page.AuditPage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The application for {@code spark-submit}: options of {@code keyhaul audit}, then {@code
 * VAULT_LOGS RMS_LOGS OUTPUT}, folders on any file system that Hadoop knows. It writes {@code
 * audit.json}, {@code audit.html} and {@code findings.tsv} into the last, and ends with the
 * command's exit codes: 0, 1 for a file that is no log, 2 for wrong arguments, 7 for a failed
 * check.
 */
public final class SparkAuditApplication {
    private static final int NO_LOG = 1;
    private static final int WRONG_ARGUMENTS = 2;
    private static final int CHECK_FAILED = 7;

    private SparkAuditApplication() {}

    /** Runs it; arguments as above. */
    public static void main(String[] args) throws IOException {
        ApplicationArguments arguments;
        try {
            arguments = ApplicationArguments.parse(args);
        } catch (KeyTransferException | IllegalArgumentException e) {
            System.err.println("keyhaul audit: error: " + e.getMessage());
            System.err.println("keyhaul audit: hint: " + ApplicationArguments.USAGE);
            System.exit(WRONG_ARGUMENTS);
            return;
        }
        boolean failed;
        try (SparkSession session = SparkSession.builder().appName("keyhaul audit").getOrCreate()) {
            failed = run(session, arguments).isFailed(arguments.strict());
        } catch (MalformedInputException e) {
            System.err.println(
                    "keyhaul audit: error: "
                            + oneLine(e.getMessage())
                            + " ["
                            + e.reason().code()
                            + "]");
            e.hint().ifPresent(hint -> System.err.println("keyhaul audit: hint: " + oneLine(hint)));
            System.exit(NO_LOG);
            return;
        }
        if (failed) {
            System.exit(CHECK_FAILED);
        }
    }

    static AuditReport run(SparkSession session, ApplicationArguments arguments)
            throws IOException, MalformedInputException {
        List<FileStatus> vaultFiles = files(session, arguments.vaultLogs());
        List<FileStatus> rmsFiles =
                arguments.rmsLogs().isEmpty() ? List.of() : files(session, arguments.rmsLogs());
        SparkAudit audit = new SparkAudit(session);
        AuditResult result =
                audit.audit(arguments.settings(), vaultFiles, rmsFiles, new StepsOnStandardError());
        AuditReport report =
                new AuditReport(
                        result,
                        arguments.settings(),
                        audit.inputs(),
                        Instant.now(),
                        "keyhaul audit on Spark");
        write(session, new Path(arguments.output(), "findings.tsv"), bytes(table(result)));
        write(session, new Path(arguments.output(), "audit.html"), bytes(AuditPage.of(report)));
        write(session, new Path(arguments.output(), "audit.json"), AuditJson.of(report));
        report.warnings()
                .forEach(warning -> System.err.println("keyhaul audit: warning: " + warning));
        System.out.println(report.verdict());
        return report;
    }

    /** An audit on a cluster takes a while: its log says where it is. */
    private static final class StepsOnStandardError implements AuditProgress {
        @Override
        public void read(long bytes) {
            // The executors read.
        }

        @Override
        public void step(String name) {
            System.err.println("keyhaul audit: " + name);
        }
    }

    private static List<FileStatus> files(SparkSession session, String folder) throws IOException {
        Path path = new Path(folder);
        FileSystem system = path.getFileSystem(session.sparkContext().hadoopConfiguration());
        List<FileStatus> files = new ArrayList<>();
        Deque<Path> folders = new ArrayDeque<>(List.of(path));
        while (!folders.isEmpty()) {
            // Not listFiles: for a local file's permissions, it runs a process.
            for (FileStatus found : system.listStatus(folders.remove())) {
                String name = found.getPath().getName();
                if (found.isDirectory()) {
                    folders.add(found.getPath());
                } else if (!name.startsWith(".")
                        && !name.startsWith("_")
                        && !name.endsWith(".crc")) {
                    files.add(found);
                }
            }
        }
        return files.stream()
                .sorted(Comparator.comparing(file -> file.getPath().toString()))
                .toList();
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
                oneLine(finding.sentence()));
    }

    /** A log has what others wrote: no name in it makes a line of its own. */
    private static String oneLine(@Nullable String text) {
        return String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void write(SparkSession session, Path path, byte[] content) throws IOException {
        FileSystem system = path.getFileSystem(session.sparkContext().hadoopConfiguration());
        try (OutputStream out = system.create(path, false)) {
            out.write(content);
        }
    }
}
