package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.core.KeyTransferException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A host that takes over from one that is lost: people say so, and it is recorded. */
record Spare(
        HostPlan here,
        ClosedPlan plan,
        PlannedHost host,
        Questions questions,
        GuideRecord records) {
    /** Whether this host has work: a spare has it if people want it to take over. */
    boolean takesOver(PlanProgress progress) {
        if (!waits(progress)) {
            return true;
        }
        String lost = host.spareOf().orElseThrow().toUpperCase(Locale.ROOT);
        questions.say(
                "This host is the spare of "
                        + lost
                        + ". If it takes over, it is for good: what "
                        + lost
                        + " does after that is a contradiction, which ends the ceremony.");
        return questions.yes("Is " + lost + " lost, and does this host take over?");
    }

    private boolean waits(PlanProgress progress) {
        return host.isSpare() && !progress.isActing(host);
    }

    /**
     * Records the takeover, once plan and head were typed. The step that comes next may have been
     * begun by the host that is lost.
     */
    PlanProgress act(PlanProgress progress, TypedNumber numbers) throws KeyTransferException {
        if (!waits(progress)) {
            return progress;
        }
        records.said(
                NoteKind.TAKEOVER,
                numbers.right(),
                List.of(
                        host.name()
                                + " takes over from "
                                + host.spareOf().orElseThrow()
                                + " after the record "
                                + progress.head().orElse("none")));
        PlanProgress after = here.remember(plan);
        Optional<PlanStep> next = after.readyAt(host).stream().findFirst();
        if (next.isPresent()) {
            here.memory().save(before -> before.beginning(next.get().id()));
        }
        return after;
    }
}
