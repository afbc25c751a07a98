package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Who takes part in a ceremony, and has no steps of their own: where they are needed. */
final class OtherRole {
    private static final String CUSTODIAN = "custodian";
    private static final String AUDITOR = "auditor";

    private OtherRole() {}

    /** Returns the refusal of a run in this role, which says what that person does instead. */
    static UsageException refused(String role, Path file) throws KeyTransferException {
        return new UsageException(
                Reason.VALUE_FORM,
                "a ceremony has no steps for '" + role + "'",
                switch (role.toLowerCase(Locale.ROOT)) {
                    case CUSTODIAN -> custodian(CeremonyPlan.read(file)) + turn(file);
                    case AUDITOR ->
                            "an auditor runs 'keyhaul ceremony status PLAN.json' and 'keyhaul"
                                    + " ceremony report PLAN.json', on any host"
                                    + turn(file);
                    default -> "give --as operator or --as witness";
                });
    }

    private static String custodian(CeremonyPlan plan) {
        String host = plan.host(Duty.OFFLINE).map(OtherRole::name).orElse("");
        return plan.person(CUSTODIAN)
                .map(
                        who ->
                                who.name()
                                        + " (custodian) types the PIN on "
                                        + host
                                        + ", when the operator's run there asks "
                                        + who.name()
                                        + " to")
                .orElse("the plan has no custodian: the operator types each PIN");
    }

    private static String turn(Path file) throws KeyTransferException {
        CeremonyPlan plan = CeremonyPlan.read(file);
        if (!(plan instanceof ClosedPlan closed)) {
            return plan.hosts().stream()
                    .filter(host -> !host.isEnrolled())
                    .findFirst()
                    .map(host -> "; the next to be enrolled is " + at(plan, host))
                    .orElse("; close the plan: 'keyhaul ceremony script PLAN.json'");
        }
        PlanProgress progress = HostPlan.progress(file, closed);
        if (progress.stopped().isPresent()) {
            return "; the ceremony was stopped";
        }
        Optional<PlanStep> next = progress.ready().stream().findFirst();
        return next.map(progress::acting)
                .map(
                        host ->
                                "; the next step is on "
                                        + at(plan, host)
                                        + ": "
                                        + next.orElseThrow().title())
                .orElse("; every step is done");
    }

    private static String at(CeremonyPlan plan, PlannedHost host) {
        return name(host) + ", " + plan.whoAt(host);
    }

    private static String name(PlannedHost host) {
        return host.name().toUpperCase(Locale.ROOT);
    }
}
