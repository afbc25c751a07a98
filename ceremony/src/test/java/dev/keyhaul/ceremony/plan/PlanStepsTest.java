package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order of the steps. */
class PlanStepsTest {
    /** So a host with a step to do needs nothing new from another one. */
    @Test
    void steps_areReady_onOneHostAtATime() throws Exception {
        List<PlanStep> steps = PlanSteps.of(Plans.closed());
        Set<String> done = new HashSet<>();
        while (done.size() < steps.size()) {
            List<PlanStep> ready =
                    steps.stream()
                            .filter(step -> !done.contains(step.id()))
                            .filter(step -> done.containsAll(step.after()))
                            .toList();
            assertThat(ready)
                    .extracting(PlanStep::host)
                    .as("after " + done)
                    .containsOnly(host(ready));
            done.add(ready.get(ready.size() - 1).id());
        }
    }

    /** What its row names comes before it, and what comes before that. */
    @Test
    void laterSteps_followAllThatComeBeforeThem() throws Exception {
        List<PlanStep> steps = PlanSteps.of(Plans.closed());
        Map<String, Set<String>> before = new HashMap<>();
        List<String> earlier = new ArrayList<>();
        for (PlanStep step : steps) {
            Set<String> all = new HashSet<>(step.after());
            step.after().forEach(id -> all.addAll(before.get(id)));
            before.put(step.id(), all);
            if (!step.isCopy() && step.kind() != StepKind.RECOVERY_PAIR) {
                assertThat(all).as(step.id()).containsExactlyInAnyOrderElementsOf(earlier);
            }
            earlier.add(step.id());
        }
        assertThat(before.get("copy-2"))
                .containsExactlyInAnyOrder("kek", "kek-record", "tenant-key", "recovery-pair");
    }

    private static String host(List<PlanStep> ready) {
        return ready.get(0).host();
    }
}
