package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.StepKind;
import java.util.ArrayList;
import java.util.List;

/** What a ceremony that was stopped has left, and what to do about it. */
final class Remains {
    private Remains() {}

    static List<String> of(PlanProgress progress) {
        List<String> lines = new ArrayList<>();
        if (progress.isDone(StepKind.TENANT_KEY)) {
            lines.add("the tenant key in its token: do not point the tenant at it; delete it");
        }
        if (progress.isDone(StepKind.KEK) && !progress.isDone(StepKind.KEK_END)) {
            lines.add("the KEK " + progress.kekName() + " in the vault: disable it now");
        }
        if (progress.isDone(StepKind.BLOB) && !progress.isDone(StepKind.DESTROY)) {
            lines.add("the blob: destroy it, on each host and the stick");
        }
        if (progress.isDone(StepKind.COPY)) {
            lines.add("master copies: keep or destroy them with their recovery pair");
        }
        if (progress.isDone(StepKind.IMPORT)) {
            lines.add("the key in the vault: do not use it; delete it");
        }
        if (lines.isEmpty()) {
            lines.add("nothing");
        }
        return lines;
    }
}
