package dev.keyhaul.tenant.check;

import static dev.keyhaul.tenant.check.Prerequisite.EXIT_MASTER_COPY;
import static dev.keyhaul.tenant.check.Prerequisite.EXIT_TPD;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A way out, years later: once a tenant key is in Key Vault, Rights Management exports no TPD, and
 * Key Vault's own backup goes back into the same subscription and geography only.
 */
final class ExitRules {
    private static final Duration DRILL_AGE = Duration.ofDays(365);

    private ExitRules() {}

    static List<Finding> judge(TenantFacts facts) {
        return List.of(keyedTpd(facts), masterCopy(facts));
    }

    private static Finding keyedTpd(TenantFacts facts) {
        if (facts.keyedTpd().isEmpty()) {
            return Finding.unknown(
                    EXIT_TPD,
                    "whether an earlier keyed TPD is kept was not stated",
                    "keyhaul inspect FILE");
        }
        return facts.keyedTpd().get()
                ? Finding.pass(EXIT_TPD, "kept, according to you; this was not checked")
                : Finding.warn(
                        EXIT_TPD,
                        "none, according to you; a key that you manage in Key Vault cannot be exported;"
                                + " Microsoft exports one that it manages, on request",
                        "ask Microsoft support for it before the key is in Key Vault");
    }

    private static Finding masterCopy(TenantFacts facts) {
        if (facts.masterCopies().isEmpty()) {
            return Finding.unknown(
                    EXIT_MASTER_COPY,
                    "no store of master copies was given, or no key to look for in it",
                    "keyhaul backup list --store D");
        }
        MasterCopyFacts copies = facts.masterCopies().get();
        if (copies.copies() == 0) {
            return Finding.fail(
                    EXIT_MASTER_COPY,
                    "the store has no usable master copy of this key",
                    "keyhaul backup create --key SOURCE --store D --to RECIPIENT");
        }
        return drill(copies, facts.now());
    }

    private static Finding drill(MasterCopyFacts copies, Instant now) {
        String fix = "keyhaul backup drill --store D --id ID --expect sha256:HEX";
        if (copies.lastDrill().isEmpty()) {
            return Finding.fail(
                    EXIT_MASTER_COPY,
                    "nothing proves that a master copy of this key was ever restored; a signed journal"
                            + " proves it only with its evidence key",
                    fix);
        }
        Instant last = copies.lastDrill().get();
        return last.isAfter(now.minus(DRILL_AGE))
                ? Finding.pass(EXIT_MASTER_COPY, "restored and proven at " + last)
                : Finding.warn(
                        EXIT_MASTER_COPY,
                        "last restored and proven at " + last + ", more than a year ago",
                        fix);
    }
}
