package dev.keyhaul.usageaudit.page;

import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.report.ComparisonReport;
import java.lang.invoke.MethodHandles;

/**
 * The report for programs: everything, as {@code keyhaul audit --json} prints it. Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class AuditJson {
    /** That of docs/schema/audit.schema.json. */
    private static final JsonForm<ComparisonReport> FORM =
            JsonForm.of(MethodHandles.lookup(), ComparisonReport.class)
                    .version("2.0.0", "read it with the version of keyhaul that wrote it");

    private AuditJson() {}

    /** Returns it in UTF-8. */
    public static byte[] of(AuditReport report) {
        return FORM.toUtf8(ComparisonReport.of(report));
    }
}
