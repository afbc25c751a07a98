package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.token.TokenInfoCommand;
import dev.keyhaul.cli.token.TokenProbeCommand;
import dev.keyhaul.pkcs11.token.TokenTrial;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A token that did with throw-away keys what its plan wants of it: what it cannot do costs the day,
 * if it is only seen then. A host is enrolled with such tokens alone.
 */
final class TriedToken {
    private final PlannedToken token;

    private TriedToken(PlannedToken token) {
        this.token = token;
    }

    /** Runs a command until it is done. */
    interface Runner {
        InnerCommand run(String command, Given given);
    }

    /**
     * Tries a token, whose own keys stay as they are.
     *
     * @param access what opens it
     */
    static TriedToken of(CeremonyPlan plan, PlannedToken token, Given access, Runner runner) {
        Set<TokenTrial.Way> ways = ways(plan, token);
        if (!ways.isEmpty()) {
            Given trial =
                    access.with(TokenProbeCommand.TOKEN, token.label())
                            .with(TokenProbeCommand.TRIAL, List.copyOf(ways));
            boolean isOpen = plan.copies().filter(PlannedCopies::isOpen).isPresent();
            runner.run(
                    "token probe",
                    isOpen ? trial.with(OpenGuardOption.ALLOW_OPEN_GUARD, true) : trial);
        }
        Given named = Given.NOTHING.with(TokenInfoCommand.TOKEN, token.label());
        TokenInfoCommand.Report info =
                runner.run("token info", named).report(TokenInfoCommand.Report.class);
        return new TriedToken(token.known(info.token().serial(), info.module().moduleSha256()));
    }

    /**
     * A key of its own that the host signs with is made at once: that needs no trial. Nor does a
     * rehearsal on one host, whose tokens are made for it: it is a trial.
     */
    private static Set<TokenTrial.Way> ways(CeremonyPlan plan, PlannedToken token) {
        Set<TokenTrial.Way> ways = EnumSet.noneOf(TokenTrial.Way.class);
        if (plan.isRehearsalOnOneHost()) {
            return ways;
        }
        if (token.has(plan.key().source())) {
            if (plan.key().restored().isPresent()) {
                ways.add(TokenTrial.Way.IMPORT);
            }
            if (!plan.isDrill()) {
                ways.add(TokenTrial.Way.MOVE);
            }
        }
        if (plan.copies().filter(made -> made.isNew() && token.has(made.recipient())).isPresent()) {
            ways.add(TokenTrial.Way.RECOVERY);
        }
        return ways;
    }

    /** Returns it as the plan has it from now on. */
    PlannedToken planned() {
        return token;
    }
}
