package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * A plan that every host has written its key into: it has a fingerprint, and a change makes it
 * another plan. Steps, requests, approvals and the script are of such a plan alone. Immutable.
 *
 * @since 0.1.0
 */
public final class ClosedPlan extends CeremonyPlan {
    private final List<String> earlier;

    ClosedPlan(PlanContent content, List<String> earlier) {
        super(content);
        if (!content.hosts().stream().allMatch(PlannedHost::isEnrolled)) {
            throw new IllegalArgumentException("the plan is closed, and a host has no key");
        }
        this.earlier = List.copyOf(earlier);
    }

    /**
     * Reads a closed plan's file, as {@link CeremonyPlan#read} does.
     *
     * @throws RefusedException if the plan is open
     * @throws KeyTransferException if it cannot be read, or is not the one that this host has seen
     */
    public static ClosedPlan read(Path file) throws KeyTransferException {
        if (CeremonyPlan.read(file) instanceof ClosedPlan closed) {
            return closed;
        }
        throw new RefusedException(
                Reason.PLAN_OPEN,
                file + " is still open: the ceremony has not begun",
                "its script closes it, once every host is in it");
    }

    @Override
    boolean canBecome(CeremonyPlan other) {
        return equals(other);
    }

    /** Returns SHA-256 of each record that was there when the plan was closed. */
    List<String> earlier() {
        return earlier;
    }

    /** Returns the SHA-256 of its file, which people have on paper. */
    public String fingerprint() {
        return Sha256.hex(toFile());
    }

    /** Returns the keys of those who approve. */
    List<PublicKey> approvers() {
        return host(Duty.WITNESS).flatMap(PlannedHost::key).stream().toList();
    }

    /**
     * Refuses a time at which a step is not to be done.
     *
     * @throws RefusedException if it is too early, or too late for what does more than end things
     */
    public void requireOpenAt(Instant now, StepKind step) throws RefusedException {
        boolean isLate = now.isAfter(window().to()) && !step.isAlsoAfterTheEnd();
        if (now.isBefore(window().from()) || isLate) {
            throw new RefusedException(
                    Reason.PLAN_WINDOW,
                    "it is "
                            + now
                            + " by this host's clock, but the plan is for "
                            + window().from()
                            + " to "
                            + window().to(),
                    "check the clock; if it is right, stop this plan, and make another");
        }
    }
}
