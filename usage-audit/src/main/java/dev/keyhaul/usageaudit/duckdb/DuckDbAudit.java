package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.usageaudit.AuditInputs;
import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.log.BadLines;
import dev.keyhaul.usageaudit.log.InputLines;
import dev.keyhaul.usageaudit.sql.CrossReference;
import dev.keyhaul.usageaudit.sql.LogTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/**
 * An audit in this process: the logs are streamed into a database, cross-referenced there, and
 * forgotten on close. Memory stays within what {@link Limits} give, however long the logs are: what
 * goes beyond lies in a private temporary folder meanwhile, up to a fifth of the logs.
 *
 * <p>LogLoader uses several threads; the object itself is for one.
 *
 * @since 0.1.0
 */
public final class DuckDbAudit implements AutoCloseable {
    private final WorkFolder folder;
    private final DuckDbEngine engine;
    private final Limits limits;
    private List<Path> vaultFiles = List.of();
    private List<Path> rmsFiles = List.of();

    private DuckDbAudit(WorkFolder folder, DuckDbEngine engine, Limits limits) {
        this.folder = folder;
        this.engine = engine;
        this.limits = limits;
    }

    /**
     * How much of this host the audit takes.
     *
     * @param memoryMiB what the database may hold in memory, besides the Java heap; at least 64
     * @param threads how many threads read and compute
     * @param temporary the folder that gets the private one
     */
    public record Limits(int memoryMiB, int threads, Path temporary) {
        /** Checks the numbers. */
        public Limits {
            Arguments.notNull("temporary", temporary);
            if (memoryMiB < 64 || threads < 1) {
                throw new IllegalArgumentException("at least 64 MiB and one thread");
            }
        }
    }

    /**
     * Opens an empty one.
     *
     * @throws FileException when the temporary folder cannot be made
     */
    public static DuckDbAudit open(Limits limits) throws FileException {
        WorkFolder folder = WorkFolder.in(limits.temporary());
        try {
            return new DuckDbAudit(folder, DuckDbEngine.open(folder.path(), limits), limits);
        } catch (SQLException e) {
            folder.close();
            throw new FileException(
                    Reason.AUDIT_ROOM,
                    "the audit's database cannot be opened in " + limits.temporary(),
                    "check the free space there",
                    e);
        }
    }

    /**
     * Reads both logs and cross-references them; once.
     *
     * @param vaultLog the files of the vault's log, in the order of their numbers
     * @param rmsLog the files of the usage log, in the order of their numbers
     * @param generator what makes the report
     * @throws KeyTransferException when a file cannot be opened or is no log, or the disk is full
     */
    public AuditReport report(
            AuditSettings settings,
            List<Path> vaultLog,
            List<Path> rmsLog,
            AuditProgress progress,
            String generator)
            throws KeyTransferException {
        Arguments.notNull("settings", settings, "progress", progress, "generator", generator);
        vaultFiles = List.copyOf(vaultLog);
        rmsFiles = List.copyOf(rmsLog);
        BadLines badLines = new BadLines();
        List<InputLines> vault =
                new LogLoader(engine, LogTable.VAULT, vaultFiles, badLines, progress)
                        .run(limits.threads());
        List<InputLines> rms =
                new LogLoader(engine, LogTable.RMS, rmsFiles, badLines, progress)
                        .run(limits.threads());
        AuditInputs inputs = AuditInputs.of(vault, rms, badLines.located());
        return new AuditReport(
                result(settings, progress),
                settings,
                inputs,
                Clock.systemUTC().instant(),
                generator);
    }

    private AuditResult result(AuditSettings settings, AuditProgress progress)
            throws FileException {
        try {
            return CrossReference.of(settings).run(engine, progress::step);
        } catch (DuckDbEngine.SqlFailure e) {
            throw failed(e);
        }
    }

    /**
     * Writes the normalised rows of both logs, without repetitions, into an empty file that exists,
     * after the report.
     *
     * @throws IOException when it cannot be written
     */
    public void export(ExportFormat format, Path emptyFile) throws IOException {
        Arguments.notNull("emptyFile", emptyFile);
        try {
            engine.execute(Export.statement(format, emptyFile, vaultFiles, rmsFiles));
        } catch (DuckDbEngine.SqlFailure e) {
            throw new IOException(e.firstLine(), e);
        }
    }

    static FileException failed(DuckDbEngine.SqlFailure e) {
        return new FileException(
                Reason.AUDIT_ROOM,
                "the audit's database failed: " + e.firstLine(),
                "check the free space in the temporary folder",
                e);
    }

    @Override
    public void close() {
        engine.close();
        folder.close();
    }
}
