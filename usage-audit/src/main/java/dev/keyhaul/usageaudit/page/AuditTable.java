package dev.keyhaul.usageaudit.page;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditTotals;
import dev.keyhaul.usageaudit.Caller;
import dev.keyhaul.usageaudit.FindingKind;
import dev.keyhaul.usageaudit.log.InputLines;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The report for a terminal: what fits there. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class AuditTable {
    private static final int MOST_FINDINGS = 50;
    private static final int MOST_CALLERS = 20;
    private static final int MOST_INPUTS = 20;

    private AuditTable() {}

    /** Returns the report as JSON in UTF-8. */
    public static byte[] of(AuditReport report) {
        AuditResult result = report.result();
        AuditTotals totals = result.totals();
        JsonObject.Builder table =
                JsonObject.builder()
                        .put("verdict", report.verdict())
                        .put("operations", totals.audited())
                        .put("requests", totals.requests())
                        .put("from", moment(totals.fromMs()))
                        .put("to", moment(totals.toMs()))
                        .put("clock_skew_ms", totals.skewMs());
        List<AuditFinding> findings = result.findings();
        if (!findings.isEmpty()) {
            table.put(
                    "findings",
                    findings.stream().limit(MOST_FINDINGS).map(f -> row(report, f)).toList());
        }
        if (findings.size() > MOST_FINDINGS) {
            table.put("more_findings", (long) findings.size() - MOST_FINDINGS);
        }
        if (!result.callers().isEmpty()) {
            table.put(
                    "identities",
                    result.callers().stream().limit(MOST_CALLERS).map(AuditTable::row).toList());
        }
        List<InputLines> mixed = report.inputs().mixed();
        if (!mixed.isEmpty()) {
            table.put("inputs", mixed.stream().limit(MOST_INPUTS).map(AuditTable::row).toList());
        }
        if (mixed.size() > MOST_INPUTS) {
            table.put("more_inputs", (long) mixed.size() - MOST_INPUTS);
        }
        return table.put("what_no_log_can_show", AuditResult.LIMITS).build().toUtf8();
    }

    private static JsonObject row(AuditReport report, AuditFinding finding) {
        JsonObject.Builder row =
                JsonObject.builder()
                        .put("number", finding.number())
                        .put("strength", finding.strength().word())
                        .put(
                                "from",
                                finding.kind() == FindingKind.CLOCK_SKEW
                                        ? "throughout"
                                        : moment(finding.fromMs()))
                        .put("what", finding.sentence());
        report.explanation(finding).ifPresent(record -> row.put("explained_by", record));
        report.claim(finding).ifPresent(record -> row.put("claimed_by", record));
        return row.build();
    }

    private static JsonObject row(InputLines file) {
        return JsonObject.builder()
                .put("file", file.file())
                .put("counted", file.counted())
                .put("not_counted", file.uncounted())
                .build();
    }

    private static JsonObject row(Caller caller) {
        return JsonObject.builder()
                .put("identity", caller.identity())
                .put("rights_management", caller.isRightsManagement())
                .put("uses", caller.uses())
                .put("readings", caller.readings())
                .put("management", caller.managements())
                .put("other", caller.others())
                .put("failed", caller.failures())
                .build();
    }

    private static String moment(long ms) {
        return ms == AuditTotals.NONE
                ? "-"
                : Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
