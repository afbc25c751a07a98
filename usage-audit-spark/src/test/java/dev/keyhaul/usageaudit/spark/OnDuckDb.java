package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.usageaudit.AuditInputs;
import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.duckdb.DuckDbAudit;
import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.InputLines;
import dev.keyhaul.usageaudit.log.LogFiles;
import dev.keyhaul.usageaudit.page.AuditJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What the command finds in the logs that Spark reads. */
final class OnDuckDb {
    private OnDuckDb() {}

    /** Audits the folders {@code vault} and {@code rms} with the defaults. */
    static AuditReport audit(Path folder) throws Exception {
        return audit(folder, AuditSettings.defaults());
    }

    static AuditReport audit(Path folder, AuditSettings settings) throws Exception {
        List<Path> vault = LogFiles.find(List.of(folder.resolve("vault")));
        List<Path> rms = LogFiles.find(List.of(folder.resolve("rms")));
        try (DuckDbAudit audit = DuckDbAudit.open(new DuckDbAudit.Limits(192, 2, folder))) {
            AuditReport report =
                    audit.report(settings, vault, rms, AuditProgress.NONE, "keyhaul audit");
            return new AuditReport(
                    report.result(),
                    settings,
                    AuditInputs.of(
                            named(report.inputs().vault()),
                            named(report.inputs().rms()),
                            report.inputs().badLines().stream()
                                    .map(
                                            bad ->
                                                    new BadLine(
                                                            "file:" + bad.file(),
                                                            bad.line(),
                                                            bad.reason()))
                                    .toList()),
                    report.madeAt(),
                    report.generator());
        }
    }

    private static List<InputLines> named(List<InputLines> files) {
        return files.stream()
                .map(
                        file ->
                                new InputLines(
                                        "file:" + file.file(),
                                        file.counted(),
                                        file.ofOtherCategory(),
                                        file.uncounted()))
                .toList();
    }

    /** Returns the report for programs, with the files' names as Hadoop has them. */
    static String json(Path folder) throws Exception {
        return new String(AuditJson.of(audit(folder)), StandardCharsets.UTF_8);
    }
}
