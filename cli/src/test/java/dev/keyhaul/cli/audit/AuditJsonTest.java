package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.fixture.ReportSchemas;
import dev.keyhaul.usageaudit.AuditProgress;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.SyntheticLogs;
import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import dev.keyhaul.usageaudit.duckdb.DuckDbAudit;
import dev.keyhaul.usageaudit.log.LogFiles;
import dev.keyhaul.usageaudit.page.AuditJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the library writes without the command line, on Spark too, is of the command's schema. */
class AuditJsonTest {
    @TempDir Path folder;

    @Test
    void ofTheLibrary_isOfTheCommandsSchema() throws Exception {
        SyntheticLogs.write(folder, 12, 500, 1, EnumSet.allOf(Misuse.class));
        try (DuckDbAudit audit = DuckDbAudit.open(new DuckDbAudit.Limits(64, 1, folder))) {
            AuditReport report =
                    audit.report(
                            AuditSettings.defaults(),
                            LogFiles.find(List.of(folder.resolve("vault"))),
                            LogFiles.find(List.of(folder.resolve("rms"))),
                            AuditProgress.NONE,
                            "a test");

            ReportSchemas.requireValid(
                    "audit", new String(AuditJson.of(report), StandardCharsets.UTF_8));
        }
    }
}
