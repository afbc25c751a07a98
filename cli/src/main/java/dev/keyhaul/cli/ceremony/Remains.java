package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import java.util.ArrayList;
import java.util.List;

/** What a ceremony that was stopped has left, and what to do about it. */
final class Remains {
    private Remains() {}

    static List<String> of(PlanProgress progress) {
        List<String> lines = new ArrayList<>();
        if (progress.isDone(PlanStep.TENANT_KEY)) {
            lines.add("the tenant key in its token: do not point the tenant at it; delete it");
        }
        if (progress.isDone(PlanStep.KEK) && !progress.isDone(PlanStep.KEK_END)) {
            lines.add("the KEK " + progress.kekName() + " in the vault: disable it now");
        }
        if (progress.isDone(PlanStep.BLOB) && !progress.isDone(PlanStep.DESTROY)) {
            lines.add("the blob: destroy it, on each host and the stick");
        }
        if (progress.steps().stream().anyMatch(s -> s.isCopy() && progress.isDone(s.id()))) {
            lines.add("master copies: keep or destroy them with their recovery pair");
        }
        if (progress.isDone(PlanStep.IMPORT)) {
            lines.add("the key in the vault: do not use it; delete it");
        }
        if (lines.isEmpty()) {
            lines.add("nothing");
        }
        return lines;
    }
}
