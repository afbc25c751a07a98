package dev.keyhaul.ceremony.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way of a ceremony through its hosts if nothing goes wrong: who does what at each visit, and
 * so when the stick moves. It depends on the plan alone.
 *
 * @since 0.1.0
 */
public final class PlanJourney {
    /** What happens with a step at a visit. */
    public enum Act {
        /** It is done. */
        DO,
        /** The witness's approval is asked for. */
        ASK,
        /** The witness approves it. */
        APPROVE
    }

    /**
     * One act of a visit.
     *
     * @param act what is done
     * @param step the step it is about
     */
    public record Stop(Act act, PlanStep step) {}

    /**
     * All that is done on one host before the stick moves.
     *
     * @param host its name
     * @param stops what is done there, in order
     */
    public record Visit(String host, List<Stop> stops) {
        /** Copies the list. */
        public Visit {
            stops = List.copyOf(stops);
        }

        /** Whether an act of this kind is part of it. */
        public boolean has(Act act) {
            return stops.stream().anyMatch(stop -> stop.act() == act);
        }
    }

    private final ClosedPlan plan;
    private final List<PlanStep> steps;
    private final Set<String> done = new HashSet<>();
    private final Set<String> approved = new HashSet<>();
    private final List<Visit> visits = new ArrayList<>();

    private PlanJourney(ClosedPlan plan) {
        this.plan = plan;
        this.steps = PlanSteps.of(plan);
    }

    /** Returns the visits, in order. */
    public static List<Visit> of(ClosedPlan plan) {
        PlanJourney journey = new PlanJourney(plan);
        Optional<String> host = journey.next();
        while (host.isPresent()) {
            host = journey.visit(host.get());
        }
        return List.copyOf(journey.visits);
    }

    private Optional<String> visit(String host) {
        List<Stop> stops = new ArrayList<>();
        List<PlanStep> waiting = new ArrayList<>();
        for (Optional<PlanStep> step = ready(host, waiting);
                step.isPresent();
                step = ready(host, waiting)) {
            boolean isAsked = step.get().isApproved() && !approved.contains(step.get().id());
            stops.add(new Stop(isAsked ? Act.ASK : Act.DO, step.get()));
            if (isAsked) {
                waiting.add(step.get());
            } else {
                done.add(step.get().id());
            }
        }
        visits.add(new Visit(host, stops));
        if (waiting.isEmpty()) {
            return next();
        }
        waiting.forEach(step -> approved.add(step.id()));
        visits.add(
                new Visit(
                        plan.host(Duty.WITNESS).orElseThrow().name(),
                        waiting.stream().map(step -> new Stop(Act.APPROVE, step)).toList()));
        return Optional.of(host);
    }

    private Optional<PlanStep> ready(String host, List<PlanStep> waiting) {
        return ready().stream()
                .filter(step -> step.host().equals(host))
                .filter(step -> !waiting.contains(step))
                .findFirst();
    }

    private List<PlanStep> ready() {
        return steps.stream()
                .filter(step -> !done.contains(step.id()) && done.containsAll(step.after()))
                .toList();
    }

    private Optional<String> next() {
        return ready().stream().map(PlanStep::host).findFirst();
    }
}
