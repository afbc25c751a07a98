package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.usageaudit.AuditInputs;
import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.sql.CrossReference;
import dev.keyhaul.usageaudit.sql.LogTable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;

/** An audit on a cluster: the executors read the logs' files, each as the command line does. */
public final class SparkAudit {
    private static final long BYTES_A_PARTITION = 256L * 1024 * 1024;
    private static final long MOST_PARTITIONS = 2000;

    private final SparkSession session;
    private final LinesOfFiles vaultLines = new LinesOfFiles();
    private final LinesOfFiles rmsLines = new LinesOfFiles();

    /** Works in a session, which the caller stops. */
    public SparkAudit(SparkSession session) {
        this.session = session;
        session.sparkContext().register(vaultLines, "lines of the vault's log");
        session.sparkContext().register(rmsLines, "lines of the usage log");
    }

    /**
     * Reads both logs and cross-references them.
     *
     * @param settings what is taken for regular
     * @param vaultFiles the vault's log in the order of the files' numbers
     * @param rmsFiles the usage log
     * @param progress gets the name of each step
     * @return what was found
     */
    public AuditResult audit(
            AuditSettings settings,
            List<FileStatus> vaultFiles,
            List<FileStatus> rmsFiles,
            AuditProgress progress) {
        adapt(
                Stream.of(vaultFiles, rmsFiles)
                        .flatMap(List::stream)
                        .mapToLong(FileStatus::getLen)
                        .sum());
        try (SparkEngine engine = new SparkEngine(session);
                LogDatasets vault =
                        LogDatasets.read(session, LogTable.VAULT, vaultFiles, vaultLines);
                LogDatasets rms = LogDatasets.read(session, LogTable.RMS, rmsFiles, rmsLines)) {
            load(engine, vault, progress);
            load(engine, rms, progress);
            return CrossReference.of(settings).run(engine, progress::step);
        }
    }

    private static void load(SparkEngine engine, LogDatasets rows, AuditProgress progress) {
        progress.step("read " + rows.table().tableName());
        engine.storeFew(rows.table().origins().tableName(), rows.origins());
        rows.events().createOrReplaceTempView(rows.table().tableName());
    }

    /**
     * Sets how a shuffle is divided, unless the application was submitted with it: Spark's 200
     * parts take longer to begin and end than the rows of a small log take to be counted. Nor is
     * anything broadcast for a small log: each broadcast is a job.
     */
    private void adapt(long bytes) {
        long partitions = Math.min(MOST_PARTITIONS, 1 + bytes / BYTES_A_PARTITION);
        setUnlessSubmitted("spark.sql.shuffle.partitions", Long.toString(partitions));
        setUnlessSubmitted("spark.sql.adaptive.enabled", Boolean.toString(partitions > 16));
        setUnlessSubmitted("spark.sql.autoBroadcastJoinThreshold", partitions > 16 ? "10MB" : "-1");
        setUnlessSubmitted("spark.sql.codegen.wholeStage", Boolean.toString(partitions > 16));
        setUnlessSubmitted("spark.sql.limit.initialNumPartitions", Long.toString(MOST_PARTITIONS));
    }

    private void setUnlessSubmitted(String name, String value) {
        if (!session.sparkContext().getConf().contains(name)) {
            session.conf().set(name, value);
        }
    }

    /**
     * Returns what was read, after the audit.
     *
     * @throws MalformedInputException if a file is no log
     */
    public AuditInputs inputs() throws MalformedInputException {
        return AuditInputs.of(
                vaultLines.lines(),
                rmsLines.lines(),
                Stream.of(vaultLines.located(), rmsLines.located()).flatMap(List::stream).toList());
    }
}
