package dev.keyhaul.ceremony.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
            add(kind);
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

    private void add(StepKind kind) {
        switch (kind) {
            case TENANT_KEY -> addIf(plan.key().isNew(), kind);
            case RECOVERY_PAIR ->
                    addIf(plan.copies().filter(PlannedCopies::isNew).isPresent(), kind);
            case COPY -> plan.copies().ifPresent(copies -> copies(copies.number()));
            case SEAL -> addIf(plan.isSealed(), kind);
            case CLOSE ->
                    Stream.of(Duty.OFFLINE, Duty.ONLINE)
                            .map(this::host)
                            .distinct()
                            .forEach(this::close);
            case KEK, KEK_RECORD, BLOB, IMPORT, KEK_END, DESTROY -> addIf(true, kind);
        }
    }

    private void addIf(boolean isAsked, StepKind kind) {
        if (isAsked) {
            add(kind, "", kind.title(), host(kind.duty()), kind.writes(), before(kind));
        }
    }

    private void copies(int number) {
        StepKind kind = StepKind.COPY;
        Set<String> before = before(kind);
        for (int copy = 1; copy <= number; copy++) {
            add(
                    kind,
                    String.valueOf(copy),
                    kind.title().formatted(copy, number),
                    host(kind.duty()),
                    copy == number ? kind.writes() : Optional.empty(),
                    before);
        }
    }

    /** The records of one host are closed after those of the other. */
    private void close(String host) {
        StepKind kind = StepKind.CLOSE;
        Set<String> before = before(kind);
        before.addAll(ids(Set.of(kind)));
        add(kind, host, kind.title().formatted(host), host, kind.writes(), before);
    }

    private void add(
            StepKind kind,
            String which,
            String title,
            String host,
            Optional<PaperNumber> writes,
            Set<String> after) {
        boolean isApproved = kind.isApproved() && plan.hasWitness();
        steps.add(
                new PlanStep(
                        kind,
                        which,
                        title,
                        host,
                        isApproved,
                        kind.types().filter(this::isOnPaper),
                        writes.filter(this::isOnPaper),
                        after));
    }

    private boolean isOnPaper(PaperNumber number) {
        return number != PaperNumber.KEK || !plan.hasWitness();
    }

    private String host(Duty duty) {
        return plan.host(duty).orElseThrow().name();
    }

    private Set<String> before(StepKind kind) {
        return ids(kind.after());
    }

    private Set<String> ids(Set<StepKind> kinds) {
        return steps.stream()
                .filter(step -> kinds.contains(step.kind()))
                .map(PlanStep::id)
                .collect(Collectors.toSet());
    }
}
