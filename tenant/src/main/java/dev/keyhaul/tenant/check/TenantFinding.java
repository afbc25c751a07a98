package dev.keyhaul.tenant.check;

import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.argument.Arguments;
import java.util.Optional;

/**
 * What was found of one prerequisite.
 *
 * @param prerequisite which one
 * @param verdict what was found
 * @param reason what was seen, or what is missing to see it
 * @param fix the command that fixes it; if it is unknown, the one that shows it
 * @since 0.1.0
 */
public record TenantFinding(
        Prerequisite prerequisite, Verdict verdict, String reason, Optional<String> fix) {
    public TenantFinding {
        Arguments.notNull("prerequisite", prerequisite, "verdict", verdict, "reason", reason);
        Arguments.notNull("fix", fix);
    }

    static TenantFinding pass(Prerequisite prerequisite, String reason) {
        return new TenantFinding(prerequisite, Verdict.PASS, reason, Optional.empty());
    }

    static TenantFinding warn(Prerequisite prerequisite, String reason, String fix) {
        return new TenantFinding(prerequisite, Verdict.WARN, reason, Optional.of(fix));
    }

    static TenantFinding fail(Prerequisite prerequisite, String reason, String fix) {
        return new TenantFinding(prerequisite, Verdict.FAIL, reason, Optional.of(fix));
    }

    static TenantFinding unknown(Prerequisite prerequisite, String reason, String fix) {
        return new TenantFinding(prerequisite, Verdict.UNKNOWN, reason, Optional.of(fix));
    }
}
