package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
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
        requireOneHostAtATime(PlanSteps.of(Plans.closed()));
    }

    private static void requireOneHostAtATime(List<PlanStep> steps) {
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

    /** The old paper is typed from before anything is done; a drill has nothing at a vault. */
    @Test
    void restoredKey_hasTheStepsOfItsCopy_first() throws Exception {
        ClosedPlan plan =
                Plans.enrolled(
                                Plans.restoring(false),
                                GeneratedKeys.rsa(2048).getPublic(),
                                GeneratedKeys.rsa(3072).getPublic(),
                                GeneratedKeys.rsa(4096).getPublic())
                        .close(List.of());
        assertThat(PlanSteps.of(plan))
                .extracting(PlanStep::id)
                .containsExactly(
                        "kek",
                        "kek-record",
                        "store",
                        "restore",
                        "blob",
                        "import",
                        "kek-end",
                        "close-online",
                        "destroy",
                        "close-offline");
        PlanStep restore = PlanSteps.find(plan, "restore").orElseThrow();
        assertThat(restore.isApproved()).isTrue();
        assertThat(restore.types()).contains(PaperNumber.OLD_KEY);
        assertThat(restore.after()).containsExactly("store");
        assertThat(restore.approval().orElseThrow().over())
                .as("the witness has the old paper too")
                .contains(PaperNumber.OLD_KEY);
        assertThat(PlanSteps.find(plan, "blob").orElseThrow().after())
                .containsExactlyInAnyOrder("kek-record", "restore");
        requireOneHostAtATime(PlanSteps.of(plan));
    }

    @Test
    void drill_isOnOneHost_withoutAVault() throws Exception {
        OpenPlan open = Plans.restoring(true);
        ClosedPlan plan =
                open.with(Plans.enrolled(open, "offline", GeneratedKeys.rsa(2048).getPublic()))
                        .close(List.of());
        assertThat(PlanSteps.of(plan))
                .extracting(PlanStep::id)
                .containsExactly("store", "drill", "close-offline");
        assertThat(plan.isDrill()).isTrue();
        assertThat(plan.hasWitness()).as("nothing is approved").isFalse();
        assertThat(PlanFormat.parse(plan.toFile())).isEqualTo(plan);
        assertThat(PlanJourney.of(plan)).hasSize(1);
    }

    private static String host(List<PlanStep> ready) {
        return ready.get(0).host();
    }
}
