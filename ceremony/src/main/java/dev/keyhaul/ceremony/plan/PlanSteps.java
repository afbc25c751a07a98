package dev.keyhaul.ceremony.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
            case CLOSE_ONLINE ->
                    plan.host(Duty.ONLINE).map(PlannedHost::name).stream()
                            .filter(online -> !online.equals(host(Duty.OFFLINE)))
                            .toList();
            case CLOSE -> List.of(host(Duty.OFFLINE));
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
        boolean isApproved = kind.approvedOver().isPresent() && plan.hasWitness();
        steps.add(
                new PlanStep(
                        kind,
                        which,
                        kind == StepKind.CLOSE && plan.hosts().size() == 1
                                ? "close the records"
                                : kind.title().formatted(which, copies()),
                        host(kind.duty()),
                        isApproved
                                ? Optional.of(
                                        new PlanStep.Approval(
                                                host(Duty.OFFLINE),
                                                ids(kind.askedAfter()),
                                                kind.approvedOver().filter(this::isWritten)))
                                : Optional.empty(),
                        kind.types().stream().filter(this::isOnPaper).toList(),
                        kind.writes().filter(number -> isLast && isOnPaper(number)),
                        ids(kind.after())));
    }

    private Set<String> ids(Set<StepKind> kinds) {
        return steps.stream()
                .filter(step -> kinds.contains(step.kind()))
                .map(PlanStep::id)
                .collect(Collectors.toSet());
    }

    /** What no step has people write is nothing that anybody could type. */
    private boolean isWritten(PaperNumber number) {
        return number.isOld()
                || steps.stream().anyMatch(step -> step.writes().equals(Optional.of(number)));
    }

    private boolean isOnPaper(PaperNumber number) {
        return number.isIn(plan.hasWitness());
    }

    private String host(Duty duty) {
        return plan.host(duty).orElseThrow().name();
    }
}
