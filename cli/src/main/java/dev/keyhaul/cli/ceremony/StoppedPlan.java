package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.page.DigestRows;
import java.util.List;

/** A ceremony that was stopped: what it has left, and the KEK, which ONLINE disables. */
record StoppedPlan(PlannedHost host, Questions questions, Unexplained unexplained) {
    /** Shows what is left, and the head: without it, nobody misses the record of the stop. */
    void show(PlanProgress progress) {
        questions.say("This plan cannot be continued. What was made so far:");
        questions.say(left(progress));
        progress.head()
                .ifPresent(
                        head -> {
                            questions.say("Write on paper the head of the records:");
                            questions.say("  " + DigestRows.first(head));
                        });
    }

    private static List<String> left(PlanProgress progress) {
        List<String> lines =
                progress.remaining().stream()
                        .flatMap(kind -> kind.leaves().stream())
                        .map(words -> words.formatted(progress.kekName()))
                        .toList();
        return lines.isEmpty() ? List.of("nothing") : lines;
    }

    /** Disables the KEK of a plan that was stopped, or says on which host. */
    void endKek(PlanProgress progress) throws KeyTransferException {
        if (progress.stopped().isEmpty() || !progress.remaining().contains(StepKind.KEK)) {
            return;
        }
        PlannedHost online = progress.plan().host(Duty.ONLINE).orElseThrow();
        if (online.equals(host)) {
            unexplained.disableKek(progress);
        } else {
            questions.say(Handover.carry(progress.plan(), online) + ". It disables the KEK.");
        }
    }
}
