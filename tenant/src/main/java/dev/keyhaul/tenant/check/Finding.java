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
public record Finding(
        Prerequisite prerequisite, Verdict verdict, String reason, Optional<String> fix) {
    public Finding {
        Arguments.notNull("prerequisite", prerequisite);
        Arguments.notNull("verdict", verdict);
        Arguments.notNull("reason", reason);
        Arguments.notNull("fix", fix);
    }

    static Finding pass(Prerequisite prerequisite, String reason) {
        return new Finding(prerequisite, Verdict.PASS, reason, Optional.empty());
    }

    static Finding warn(Prerequisite prerequisite, String reason, String fix) {
        return new Finding(prerequisite, Verdict.WARN, reason, Optional.of(fix));
    }

    static Finding fail(Prerequisite prerequisite, String reason, String fix) {
        return new Finding(prerequisite, Verdict.FAIL, reason, Optional.of(fix));
    }

    static Finding unknown(Prerequisite prerequisite, String reason, String fix) {
        return new Finding(prerequisite, Verdict.UNKNOWN, reason, Optional.of(fix));
    }
}
