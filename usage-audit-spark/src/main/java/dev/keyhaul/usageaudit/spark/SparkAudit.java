package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.sql.CrossReference;
import dev.keyhaul.usageaudit.sql.LogTable;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** An audit on a cluster: the executors read the logs' files, each as the command line does. */
public final class SparkAudit {
    private final SparkSession session;
    private final LongAccumulator badLines;

    /** Works in a session, which the caller stops. */
    public SparkAudit(SparkSession session) {
        this.session = session;
        badLines = session.sparkContext().longAccumulator("bad lines");
    }

    /**
     * Reads both logs and cross-references them.
     *
     * @param vaultFiles the vault's log in the order of the files' numbers, as Hadoop paths
     * @param rmsFiles the usage log
     */
    public AuditResult audit(
            AuditSettings settings,
            List<String> vaultFiles,
            List<String> rmsFiles,
            AuditProgress progress) {
        SparkEngine engine = new SparkEngine(session);
        load(engine, LogTable.VAULT, vaultFiles);
        load(engine, LogTable.RMS, rmsFiles);
        return CrossReference.of(settings).run(engine, progress::step);
    }

    private void load(SparkEngine engine, LogTable table, List<String> files) {
        try (LogRows rows = LogRows.read(session, table, files, badLines)) {
            engine.keep(table.tableName(), rows.events());
            engine.keep(table.origins().tableName(), rows.origins());
        }
    }

    /** Returns how many lines could not be read; a task that ran twice counts them twice. */
    public long badLines() {
        return badLines.value();
    }
}
