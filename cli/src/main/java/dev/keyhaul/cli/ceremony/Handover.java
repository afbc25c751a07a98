package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.page.DigestRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the stick goes next, and what is on it. */
record Handover(ClosedPlan plan, HostPlan here, Questions questions) {
    /** Closes a plan, and writes its script where no host asks who brought it. */
    static final String SCRIPT = "keyhaul ceremony script PLAN.json -o " + PlanFiles.SCRIPT;

    private static final int MOST_NAMES = 5;

    /** Shows it, and returns the exit code: nothing is left to do here. */
    int show(PlanProgress progress, PlannedHost from) throws KeyTransferException {
        questions.say("");
        // Also on a host that did not ask: the one that asked can do no more than send it on.
        Set<PlanStep> asked = WitnessRequests.waiting(here.folder(), progress);
        if (!asked.isEmpty()) {
            carry(
                    progress,
                    progress.acting(Duty.WITNESS).orElseThrow(),
                    Console.count(asked.size(), "request"));
            return 0;
        }
        Optional<PlannedHost> next = next(progress, from);
        if (next.isPresent()) {
            carry(progress, next.get(), "");
        } else {
            end(progress);
        }
        return 0;
    }

    /** Returns the names of what lies beside the plan and is not of it, if there is any. */
    static Optional<String> unnamed(HostPlan here, PlanProgress progress)
            throws KeyTransferException {
        List<String> names = here.unnamed(progress);
        int more = names.size() - MOST_NAMES;
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                                + (more > 0 ? " and " + more + " more" : ""));
    }

    /** Returns the other host that can do a step now, if there is one. */
    static Optional<PlannedHost> next(PlanProgress progress, PlannedHost from) {
        return progress.ready().stream()
                .map(progress::acting)
                .filter(host -> !host.equals(from))
                .findFirst();
    }

    /**
     * Says what to carry, and what not; the next host checks the files and the records.
     *
     * @param more what else is on the stick, in words
     */
    void carry(PlanProgress progress, PlannedHost to, String more) throws KeyTransferException {
        questions.say(carry(plan, to));
        questions.say("It holds:");
        questions.say(
                "  the plan, "
                        + Console.count(progress.records().size(), "record")
                        + (more.isEmpty() ? "" : ", " + more));
        for (FileFact fact : progress.transientFiles()) {
            if (!progress.isDone(StepKind.DESTROY)) {
                questions.say(
                        "  "
                                + Path.of(fact.path()).getFileName()
                                + "  "
                                + DigestRows.first(fact.sha256()));
            }
        }
        unnamed(here, progress)
                .ifPresent(names -> questions.say("  and what no record names: " + names));
        if (!progress.copies().isEmpty()) {
            plan.copies()
                    .ifPresent(
                            copies ->
                                    questions.say(
                                            "  Not on it: the master copies, on "
                                                    + copies.drives()
                                                    + "."));
        }
        questions.say("  Never put a PIN, a password or an unwrapped key on it.");
        progress.head()
                .ifPresent(
                        head -> {
                            questions.say("Write on paper the head of the records:");
                            questions.say(
                                    "  "
                                            + DigestRows.first(head)
                                            + (isClosing(progress, head)
                                                    ? "  (row 1 of the closing record)"
                                                    : ""));
                        });
    }

    private static boolean isClosing(PlanProgress progress, String head) {
        return progress.records().stream()
                .anyMatch(r -> r.sha256().equals(head) && r.record().closing().isPresent());
    }

    /** Returns where it goes, and what to type there. */
    static String carry(CeremonyPlan plan, PlannedHost to) {
        return "Carry the stick to " + who(plan, to) + ". There: " + command(to);
    }

    /** The same on one of the hosts, which may be the one. */
    static String carry(CeremonyPlan plan, PlannedHost to, Optional<String> here) {
        return here.filter(to.name()::equals).isPresent()
                ? "This is " + who(plan, to) + ". Here: " + command(to)
                : carry(plan, to);
    }

    private static String who(CeremonyPlan plan, PlannedHost host) {
        return host.name().toUpperCase(Locale.ROOT) + ", " + plan.whoAt(host);
    }

    private static String command(PlannedHost host) {
        return "keyhaul ceremony run"
                + (host.is(Duty.WITNESS) ? " --as witness" : "")
                + " PLAN.json";
    }

    /** Returns what comes after the last step. */
    static String report(ClosedPlan plan) {
        return (plan.person("auditor").isPresent()
                        ? "Here or on any other host, the auditor runs"
                        : "Run")
                + " 'keyhaul ceremony report PLAN.json -o ceremony.html'; it asks for the numbers on paper.";
    }

    private void end(PlanProgress progress) {
        boolean isEnd = progress.isComplete();
        questions.say(
                isEnd
                        ? "Every step of the plan is done. " + report(plan)
                        : "Nothing can be done on this host now; 'keyhaul ceremony status' shows"
                                + " why.");
    }
}
