package dev.keyhaul.usageaudit;

import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * What the cross-reference found: the same on every engine.
 *
 * @param totals what was read and compared
 * @param findings the strongest first
 * @param callers the identities of the vault's log, the most active first; at most 1000
 * @param slots the time line of the first of them
 * @since 0.1.0
 */
public record AuditResult(
        AuditTotals totals,
        List<AuditFinding> findings,
        List<Caller> callers,
        List<TimeSlot> slots) {
    /** What this audit cannot show, for every report of it. */
    public static final List<String> LIMITS =
            List.of(
                    "Misuse by the identity of Rights Management itself is found only if there are more operations than requests: the two logs share no identifier, so no single"
                            + " operation can be tied to its request.",
                    "Excess operations are proven by counting. In a dense log, a few can be hidden by the half window that is added on each side; a shorter window proves more.",
                    "If both logs were stopped, or rows were removed from both, no trace remains.",
                    "These logs do not show who used a key's backup or import blob elsewhere.");

    /** Copies the lists. */
    public AuditResult {
        Arguments.notNull("totals", totals);
        findings = List.copyOf(findings);
        callers = List.copyOf(callers);
        slots = List.copyOf(slots);
    }

    /** Returns whether there is a finding of this strength. */
    public boolean has(Strength strength) {
        Arguments.notNull("strength", strength);
        return findings.stream().anyMatch(finding -> finding.strength() == strength);
    }
}
