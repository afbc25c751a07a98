package dev.keyhaul.tenant.check;

import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.argument.Arguments;
import java.util.List;

/**
 * What was found of every prerequisite.
 *
 * @param findings one for each {@link Prerequisite}, in its order
 * @since 0.1.0
 */
public record TenantReport(List<TenantFinding> findings) {
    /** Copies the list. */
    public TenantReport {
        findings = List.copyOf(findings);
    }

    /** Returns how many prerequisites have this verdict. */
    public long count(Verdict verdict) {
        Arguments.notNull("verdict", verdict);
        return findings.stream().filter(f -> f.verdict() == verdict).count();
    }

    /** Whether something does not hold; what is unknown is no failure. */
    public boolean hasFailures() {
        return count(Verdict.FAIL) > 0;
    }
}
