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

    static List<TenantFinding> judge(TenantFacts facts) {
        return List.of(keyedTpd(facts), masterCopy(facts));
    }

    private static TenantFinding keyedTpd(TenantFacts facts) {
        if (facts.keyedTpd().isEmpty()) {
            return TenantFinding.unknown(
                    EXIT_TPD,
                    "whether an earlier keyed TPD is kept was not stated",
                    "keyhaul inspect FILE");
        }
        return facts.keyedTpd().get()
                ? TenantFinding.pass(EXIT_TPD, "kept, according to you; this was not checked")
                : TenantFinding.warn(
                        EXIT_TPD,
                        "none, according to you; a key that you manage in Key Vault cannot be exported;"
                                + " Microsoft exports one that it manages, on request",
                        "ask Microsoft support for it before the key is in Key Vault");
    }

    private static TenantFinding masterCopy(TenantFacts facts) {
        if (facts.masterCopies().isEmpty()) {
            return TenantFinding.unknown(
                    EXIT_MASTER_COPY,
                    "no store of master copies was given, or no key to look for in it",
                    "keyhaul backup list --store D");
        }
        MasterCopyFacts copies = facts.masterCopies().get();
        if (copies.copies() == 0) {
            return TenantFinding.fail(
                    EXIT_MASTER_COPY,
                    "the store has no usable master copy of this key",
                    "keyhaul backup create --key SOURCE --store D --to RECIPIENT");
        }
        return drill(copies, facts.now());
    }

    private static TenantFinding drill(MasterCopyFacts copies, Instant now) {
        String fix = "keyhaul backup drill --store D --id ID --expect sha256:HEX";
        if (copies.lastDrill().isEmpty()) {
            return TenantFinding.fail(
                    EXIT_MASTER_COPY,
                    "nothing proves that a master copy of this key was ever restored; a signed journal"
                            + " proves it only with its evidence key",
                    fix);
        }
        Instant last = copies.lastDrill().get();
        return last.isAfter(now.minus(DRILL_AGE))
                ? TenantFinding.pass(EXIT_MASTER_COPY, "restored and proven at " + last)
                : TenantFinding.warn(
                        EXIT_MASTER_COPY,
                        "last restored and proven at " + last + ", more than a year ago",
                        fix);
    }
}
