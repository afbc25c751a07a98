package dev.keyhaul.usageaudit.sql;

import dev.keyhaul.usageaudit.AuditFinding;
import dev.keyhaul.usageaudit.AuditResult;
import dev.keyhaul.usageaudit.AuditTotals;
import dev.keyhaul.usageaudit.Caller;
import dev.keyhaul.usageaudit.Evidence;
import dev.keyhaul.usageaudit.FindingKind;
import dev.keyhaul.usageaudit.Strength;
import dev.keyhaul.usageaudit.TimeSlot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the last steps of the cross-reference: few rows, whatever the logs were. */
final class ResultReader {
    private static final int MOST_CALLERS = 1000;
    private static final int MOST_LANES = 24;

    private ResultReader() {}

    static AuditResult read(SqlEngine engine) {
        return new AuditResult(totals(engine), findings(engine), callers(engine), slots(engine));
    }

    private static List<AuditFinding> findings(SqlEngine engine) {
        Map<Long, List<Evidence>> evidence = evidence(engine);
        return engine
                .query(
                        """
                        SELECT finding, kind, strength, from_ms, to_ms, n, against, identity, operation, vault,
                               key_name, record
                        FROM findings ORDER BY finding\
                        """)
                .stream()
                .map(row -> finding(row, evidence.getOrDefault(row.number(0), List.of())))
                .toList();
    }

    private static AuditFinding finding(SqlRow row, List<Evidence> evidence) {
        return new AuditFinding(
                row.number(0),
                FindingKind.ofWord(row.text(1)),
                Strength.ofWord(row.text(2)),
                row.number(3),
                row.number(4),
                row.number(5),
                row.number(6),
                row.text(7),
                row.text(8),
                row.text(9),
                row.text(10),
                row.number(11),
                evidence);
    }

    private static Map<Long, List<Evidence>> evidence(SqlEngine engine) {
        Map<Long, List<Evidence>> evidence = new HashMap<>();
        for (SqlRow row :
                engine.query(
                        """
                        SELECT finding, position, at_ms, operation, identity, caller_ip, status
                        FROM evidence ORDER BY finding, nth\
                        """)) {
            evidence.computeIfAbsent(row.number(0), number -> new ArrayList<>())
                    .add(
                            new Evidence(
                                    row.number(1),
                                    row.number(2),
                                    row.text(3),
                                    row.text(4),
                                    row.text(5),
                                    (int) row.number(6)));
        }
        return evidence;
    }

    private static List<Caller> callers(SqlEngine engine) {
        return engine
                .query(
                        """
                        SELECT identity, app_id, object_id, upn, own, uses, readings, managements, others,
                               failures, from_ms, to_ms
                        FROM callers ORDER BY n DESC, identity LIMIT %d\
                        """
                                .formatted(MOST_CALLERS))
                .stream()
                .map(
                        row ->
                                new Caller(
                                        row.text(0),
                                        row.text(1),
                                        row.text(2),
                                        row.text(3),
                                        row.number(4) == 1,
                                        row.number(5),
                                        row.number(6),
                                        row.number(7),
                                        row.number(8),
                                        row.number(9),
                                        row.number(10),
                                        row.number(11)))
                .toList();
    }

    /** Rights Management's lane, those of findings, and the most active others. */
    private static List<TimeSlot> slots(SqlEngine engine) {
        return engine
                .query(
                        """
                        SELECT s.identity, s.slot_ms, s.done, s.failed
                        FROM slots s
                        JOIN (
                            SELECT c.identity
                            FROM callers c
                            LEFT JOIN (SELECT DISTINCT identity FROM findings) AS f ON f.identity = c.identity
                            ORDER BY c.own DESC, CASE WHEN f.identity IS NULL THEN 1 ELSE 0 END, c.n DESC, c.identity
                            LIMIT %d
                        ) AS lanes ON lanes.identity = s.identity
                        ORDER BY s.identity, s.slot_ms\
                        """
                                .formatted(MOST_LANES))
                .stream()
                .map(row -> new TimeSlot(row.text(0), row.number(1), row.number(2), row.number(3)))
                .toList();
    }

    private static AuditTotals totals(SqlEngine engine) {
        SqlRow row =
                engine.query(
                                """
                                SELECT vault_delivered, vault_kept, rms_delivered, rms_kept, audited, requests,
                                       vault_from_ms, vault_to_ms, rms_from_ms, rms_to_ms, skew_ms
                                FROM totals\
                                """)
                        .get(0);
        return new AuditTotals(
                row.number(0),
                row.number(1),
                row.number(2),
                row.number(3),
                row.number(4),
                row.number(5),
                row.number(6, AuditTotals.NONE),
                row.number(7, AuditTotals.NONE),
                row.number(8, AuditTotals.NONE),
                row.number(9, AuditTotals.NONE),
                row.number(10));
    }
}
