package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.KnownPlan;
import dev.keyhaul.ceremony.plan.PaperNumber;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.page.DigestRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The numbers that this host had people write down, for whoever wrote one wrongly. They come from
 * records that this host wrote, and remembers. The plan's fingerprint, a person's own key and what
 * the witness showed are never among them: those are not corrected on paper.
 */
final class ShownNumbers {
    private final KnownPlan known;
    private final PlanProgress progress;
    private final List<Shown> shown = new ArrayList<>();

    private ShownNumbers(KnownPlan known, PlanProgress progress) {
        this.known = known;
        this.progress = progress;
    }

    /**
     * A number.
     *
     * @param number what it is
     * @param rows what people have on their paper of it, with the check digits: the four rows, or
     *     the first one alone; of a URL, the URL
     */
    public record Shown(String number, List<String> rows) {
        /** Copies the list. */
        public Shown {
            rows = List.copyOf(rows);
        }
    }

    /** Returns them; none on a host that has no part in the plan. */
    static List<Shown> of(PlanProgress progress) throws KeyTransferException {
        Optional<PlanMemory> memory = PlanMemory.find(progress.plan().id());
        if (memory.isEmpty() || memory.get().get().fingerprint().isEmpty()) {
            return List.of();
        }
        ShownNumbers numbers = new ShownNumbers(memory.get().get(), progress);
        progress.steps().forEach(numbers::step);
        progress.head()
                .filter(numbers.known.own()::contains)
                .ifPresent(
                        head ->
                                numbers.add(
                                        "the head of the records",
                                        List.of(DigestRows.first(head))));
        return numbers.shown;
    }

    private void step(PlanStep step) {
        boolean isOwn =
                progress.record(step)
                        .filter(stored -> known.own().contains(stored.sha256()))
                        .isPresent();
        step.writes()
                .filter(number -> isOwn)
                .ifPresent(
                        number ->
                                progress.number(number, step)
                                        .ifPresent(
                                                value ->
                                                        add(
                                                                number.words(),
                                                                PaperNumber.onPaper(value))));
    }

    private void add(String number, List<String> rows) {
        shown.add(new Shown(number, rows));
    }
}
