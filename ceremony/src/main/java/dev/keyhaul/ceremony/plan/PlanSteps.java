package dev.keyhaul.ceremony.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The steps of a plan, in order: what the plan does not ask for is not among them. Immutable.
 *
 * @since 0.1.0
 */
public final class PlanSteps {
    /** What each record of the guide states if nobody was there. */
    public static final String UNATTENDED = "nobody was there: an unattended rehearsal";

    /** The command whose records are of the guide itself. */
    public static final String GUIDE = "ceremony run";

    private final List<PlanStep> steps = new ArrayList<>();
    private final ClosedPlan plan;

    private PlanSteps(ClosedPlan plan) {
        this.plan = plan;
        for (StepKind kind : StepKind.values()) {
            which(kind).forEach(which -> add(kind, which));
        }
    }

    /** Returns the steps of a plan. */
    public static List<PlanStep> of(ClosedPlan plan) {
        return List.copyOf(new PlanSteps(plan).steps);
    }

    /** Returns the step of this id, if the plan has it. */
    public static Optional<PlanStep> find(ClosedPlan plan, String id) {
        return of(plan).stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /** Returns what tells the steps of a kind apart: nothing, if there is one at most. */
    private List<String> which(StepKind kind) {
        return switch (kind) {
            case TENANT_KEY -> onceIf(plan.key().isNew());
            case RECOVERY_PAIR -> onceIf(plan.copies().filter(PlannedCopies::isNew).isPresent());
            case STORE -> onceIf(plan.key().restored().isPresent());
            case RESTORE -> onceIf(plan.key().restored().isPresent() && !plan.isDrill());
            case DRILL -> onceIf(plan.isDrill());
            case COPY -> IntStream.rangeClosed(1, copies()).mapToObj(String::valueOf).toList();
            case SEAL -> onceIf(plan.isSealed());
            case CLOSE ->
                    Stream.of(Duty.OFFLINE, Duty.ONLINE)
                            .flatMap(duty -> plan.host(duty).stream())
                            .map(PlannedHost::name)
                            .distinct()
                            .toList();
            case KEK, KEK_RECORD, BLOB, IMPORT, KEK_END, DESTROY -> onceIf(!plan.isDrill());
        };
    }

    private static List<String> onceIf(boolean isAsked) {
        return isAsked ? List.of("") : List.of();
    }

    private int copies() {
        return plan.copies().map(PlannedCopies::number).orElse(0);
    }

    private void add(StepKind kind, String which) {
        boolean isLast = kind != StepKind.COPY || which.equals(String.valueOf(copies()));
        steps.add(
                new PlanStep(
                        kind,
                        which,
                        kind.title().formatted(which, copies()),
                        kind == StepKind.CLOSE ? which : host(kind.duty()),
                        kind.isApproved() && plan.hasWitness(),
                        kind.types().filter(this::isOnPaper),
                        kind.writes().filter(number -> isLast && isOnPaper(number)),
                        before(kind)));
    }

    /** The records of one host are closed after those of the other. */
    private Set<String> before(StepKind kind) {
        return steps.stream()
                .filter(
                        step ->
                                kind.after().contains(step.kind())
                                        || (kind == StepKind.CLOSE && step.isClosing()))
                .map(PlanStep::id)
                .collect(Collectors.toSet());
    }

    private boolean isOnPaper(PaperNumber number) {
        return number != PaperNumber.KEK || !plan.hasWitness();
    }

    private String host(Duty duty) {
        return plan.host(duty).orElseThrow().name();
    }
}
