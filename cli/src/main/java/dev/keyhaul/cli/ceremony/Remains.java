package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.PlanProgress;
import java.util.List;

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
}
