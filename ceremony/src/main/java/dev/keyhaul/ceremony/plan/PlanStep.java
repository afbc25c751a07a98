package dev.keyhaul.ceremony.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One step of a plan: a kind, and what tells it apart from others of its kind.
 *
 * @param kind its kind
 * @param which the number of the copy, or the host that is closed; else empty
 * @param title what people call it
 * @param host the host that does it
 * @param approval how another person approves it first; empty if nobody does
 * @param types what a person types for it from paper, in order
 * @param writes what people write down afterwards
 * @param after the ids of the steps that come before it
 * @since 0.1.0
 */
public record PlanStep(
        StepKind kind,
        String which,
        String title,
        String host,
        Optional<Approval> approval,
        List<PaperNumber> types,
        Optional<PaperNumber> writes,
        Set<String> after) {

    /**
     * What precedes another person's approval.
     *
     * @param asker the host that asks, for the host of the step
     * @param after the ids of the steps that come before the request
     * @param over what the other person types from paper, which the request must have
     */
    public record Approval(String asker, Set<String> after, Optional<PaperNumber> over) {
        /** Copies the set. */
        public Approval {
            after = Set.copyOf(after);
        }
    }

    /** Copies the collections. */
    public PlanStep {
        types = List.copyOf(types);
        after = Set.copyOf(after);
    }

    /** Returns what records call it. */
    public String id() {
        return kind.id() + which;
    }

    /** Returns what is done there, as its record calls it. */
    public String command() {
        return kind.command();
    }

    /** Whether another person approves it first. */
    public boolean isApproved() {
        return approval.isPresent();
    }

    /** Whether it is a host's last one. */
    public boolean isClosing() {
        return kind.isClosing();
    }

    /** Whether it makes a master copy. */
    boolean isCopy() {
        return kind == StepKind.COPY;
    }
}
