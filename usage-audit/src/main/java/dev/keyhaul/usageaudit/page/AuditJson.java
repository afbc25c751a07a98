package dev.keyhaul.usageaudit.page;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditInputs;
import dev.keyhaul.usageaudit.AuditReport;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditTotals;
import dev.keyhaul.usageaudit.Caller;
import dev.keyhaul.usageaudit.Evidence;
import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.InputLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The report for programs: everything, as {@code keyhaul audit --json} prints it. Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class AuditJson {
    /** That of docs/schema/audit.schema.json. */
    private static final String SCHEMA_VERSION = "2.0.0";

    private static final int MOST_INPUTS = 1000;

    private AuditJson() {}

    /** Returns it in UTF-8. */
    public static byte[] of(AuditReport report) {
        AuditResult result = report.result();
        return JsonObject.builder()
                .put("schema_version", SCHEMA_VERSION)
                .put("verdict", report.verdict())
                .put("warnings", report.warnings())
                .put("inputs", inputs(report.inputs()))
                .put("totals", totals(report))
                .put("findings", result.findings().stream().map(f -> finding(report, f)).toList())
                .put("identities", result.callers().stream().map(AuditJson::caller).toList())
                .put(
                        "bad_lines",
                        JsonObject.builder()
                                .put("count", report.inputs().uncounted())
                                .put(
                                        "located",
                                        report.inputs().badLines().stream()
                                                .map(AuditJson::badLine)
                                                .toList())
                                .build())
                .put("what_no_log_can_show", AuditResult.LIMITS)
                .build()
                .toUtf8();
    }

    /** A log may have as many files as hours: those of which not each line counted come first. */
    private static List<JsonObject> inputs(AuditInputs inputs) {
        List<JsonObject> mixed = new ArrayList<>();
        List<JsonObject> whole = new ArrayList<>();
        inputs.vault().forEach(file -> (isMixed(file) ? mixed : whole).add(input("vault", file)));
        inputs.rms().forEach(file -> (isMixed(file) ? mixed : whole).add(input("rms", file)));
        return Stream.of(mixed, whole).flatMap(List::stream).limit(MOST_INPUTS).toList();
    }

    private static boolean isMixed(InputLines file) {
        return file.uncounted() > 0;
    }

    private static JsonObject input(String log, InputLines file) {
        return JsonObject.builder()
                .put("log", log)
                .put("file", file.file())
                .put("counted", file.counted())
                .put("other_category", file.ofOtherCategory())
                .put("not_counted", file.uncounted())
                .build();
    }

    private static JsonObject totals(AuditReport report) {
        AuditTotals totals = report.result().totals();
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("vault_files", (long) report.inputs().vault().size())
                        .put("vault_rows", totals.vaultDelivered())
                        .put("vault_repeated_rows", totals.vaultDelivered() - totals.vaultKept())
                        .put("rms_files", (long) report.inputs().rms().size())
                        .put("rms_rows", totals.rmsDelivered())
                        .put("rms_repeated_rows", totals.rmsDelivered() - totals.rmsKept())
                        .put("operations", totals.audited())
                        .put("requests", totals.requests())
                        .put("clock_skew_ms", totals.skewMs())
                        .put("window_ms", report.settings().window().toMillis())
                        .put("gap_ms", report.settings().gap().toMillis());
        if (totals.fromMs() != AuditTotals.NONE) {
            json.put("from", time(totals.fromMs())).put("to", time(totals.toMs()));
        }
        return json.build();
    }

    private static JsonObject finding(AuditReport report, AuditFinding finding) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("number", finding.number())
                        .put("kind", finding.kind().word())
                        .put("strength", finding.strength().word())
                        .put("what", finding.sentence())
                        .put("from", time(finding.fromMs()))
                        .put("to", time(finding.toMs()))
                        .put("count", finding.count())
                        .put("against", finding.against());
        putIfAny(json, "identity", finding.identity());
        putIfAny(json, "operation", finding.operation());
        putIfAny(json, "vault", finding.vault());
        putIfAny(json, "key", finding.keyName());
        report.explanation(finding).ifPresent(record -> json.put("explained_by", record));
        report.claim(finding).ifPresent(record -> json.put("claimed_by", record));
        return json.put("rows", finding.evidence().stream().map(row -> row(report, row)).toList())
                .build();
    }

    private static void putIfAny(JsonObject.Builder json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    private static JsonObject row(AuditReport report, Evidence row) {
        return JsonObject.builder()
                .put("at", time(row.atMs()))
                .put("operation", row.operation())
                .put("identity", row.identity())
                .put("address", row.callerIp())
                .put("status", (long) row.status())
                .put("row", report.place(row.position()))
                .build();
    }

    private static JsonObject caller(Caller caller) {
        JsonObject.Builder json = JsonObject.builder().put("identity", caller.identity());
        putIfAny(json, "appid", caller.appId());
        putIfAny(json, "oid", caller.objectId());
        putIfAny(json, "upn", caller.upn());
        return json.put("rights_management", caller.isRightsManagement())
                .put("uses", caller.uses())
                .put("readings", caller.readings())
                .put("management", caller.managements())
                .put("other", caller.others())
                .put("failed", caller.failures())
                .put("from", time(caller.fromMs()))
                .put("to", time(caller.toMs()))
                .build();
    }

    private static JsonObject badLine(BadLine bad) {
        return JsonObject.builder()
                .put("file", bad.file())
                .put("line", bad.line())
                .put("reason", bad.reason())
                .build();
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }
}
