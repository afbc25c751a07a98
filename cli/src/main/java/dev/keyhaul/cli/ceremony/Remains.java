package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a ceremony that was stopped has left, and what to do about it. */
final class Remains {
    private Remains() {}

    static List<String> of(PlanProgress progress) {
        List<String> lines =
                progress.remaining().stream()
                        .flatMap(kind -> kind.leaves().stream())
                        .map(words -> words.formatted(progress.kekName()))
                        .toList();
        return lines.isEmpty() ? List.of("nothing") : lines;
    }

    /** Returns how the KEK is disabled, and how the other hosts learn of the stop. */
    static List<String> next(PlanProgress progress) {
        ClosedPlan plan = progress.plan();
        List<String> lines = new ArrayList<>();
        if (progress.remaining().contains(StepKind.KEK)) {
            lines.add(
                    "To disable the KEK, on "
                            + plan.host(Duty.ONLINE).orElseThrow().name().toUpperCase(Locale.ROOT)
                            + ": keyhaul kek disable --vault "
                            + plan.vault().url()
                            + " --name "
                            + progress.kekName());
        }
        if (plan.hosts().size() > 1) {
            lines.add(
                    "Take the stick to each other host: 'keyhaul ceremony run PLAN.json' says there"
                            + " that the ceremony was stopped, and remembers it.");
        }
        return lines;
    }
}
