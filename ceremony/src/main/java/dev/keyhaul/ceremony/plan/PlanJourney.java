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
    private final Set<String> asked = new HashSet<>();
    private final Set<String> approved = new HashSet<>();
    private final List<Visit> visits = new ArrayList<>();

    private PlanJourney(ClosedPlan plan) {
        this.plan = plan;
        this.steps = PlanSteps.of(plan);
    }

    /** Returns the visits, in order. */
    public static List<Visit> of(ClosedPlan plan) {
        PlanJourney journey = new PlanJourney(plan);
        for (List<Stop> stops = journey.stops(); !stops.isEmpty(); stops = journey.stops()) {
            journey.visit(journey.host(stops.get(0)));
        }
        return List.copyOf(journey.visits);
    }

    /** Does all that can be done there, and then has the witness approve what was asked for. */
    private void visit(String host) {
        List<Stop> visit = new ArrayList<>();
        for (Optional<Stop> stop = first(host); stop.isPresent(); stop = first(host)) {
            visit.add(stop.get());
            (stop.get().act() == Act.DO ? done : asked).add(stop.get().step().id());
        }
        visits.add(new Visit(host, visit));
        if (!asked.isEmpty()) {
            List<Stop> approvals =
                    steps.stream()
                            .filter(step -> asked.contains(step.id()))
                            .map(step -> new Stop(Act.APPROVE, step))
                            .toList();
            visits.add(new Visit(plan.host(Duty.WITNESS).orElseThrow().name(), approvals));
            approved.addAll(asked);
            asked.clear();
        }
    }

    private Optional<Stop> first(String host) {
        return stops().stream().filter(stop -> host(stop).equals(host)).findFirst();
    }

    private String host(Stop stop) {
        return stop.act() == Act.DO
                ? stop.step().host()
                : stop.step().approval().orElseThrow().asker();
    }

    private List<Stop> stops() {
        return steps.stream()
                .filter(step -> !done.contains(step.id()) && !asked.contains(step.id()))
                .flatMap(step -> stop(step).stream())
                .toList();
    }

    private Optional<Stop> stop(PlanStep step) {
        boolean isAsked = step.isApproved() && !approved.contains(step.id());
        Set<String> before = isAsked ? step.approval().orElseThrow().after() : step.after();
        return done.containsAll(before)
                ? Optional.of(new Stop(isAsked ? Act.ASK : Act.DO, step))
                : Optional.empty();
    }
}
