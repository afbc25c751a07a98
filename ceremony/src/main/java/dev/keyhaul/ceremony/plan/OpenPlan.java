package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.util.List;

/**
 * A plan that hosts still write their keys into: nothing else can be done with it. Immutable.
 *
 * @since 0.1.0
 */
public final class OpenPlan extends CeremonyPlan {
    OpenPlan(PlanContent content) {
        super(content);
    }

    /** Returns a new plan. */
    public static OpenPlan of(PlanContent content) {
        return new OpenPlan(content);
    }

    /** Other hosts enrol, and the last step closes it. */
    @Override
    boolean canBecome(CeremonyPlan other) {
        return content().enrolledAsIn(other.content()).equals(other.content());
    }

    /** Returns the plan with another form of one of its hosts. */
    public OpenPlan with(PlannedHost host) {
        return new OpenPlan(content().with(host));
    }

    /** Returns the plan with another form of its key. */
    public OpenPlan with(PlannedKey other) {
        return new OpenPlan(content().with(other));
    }

    /**
     * Returns the plan as it is held.
     *
     * @param records SHA-256 of each record that is there
     * @throws RefusedException if something is missing, or two hosts have one key
     */
    public ClosedPlan close(List<String> records) throws RefusedException {
        for (PlannedHost host : hosts()) {
            if (!host.isEnrolled()) {
                throw new RefusedException(
                        Reason.PLAN_OPEN,
                        "the host '" + host.name() + "' has no key in the plan yet",
                        "run the ceremony there once, while the plan is open");
            }
        }
        if (hosts().stream().map(PlannedHost::key).distinct().count() < hosts().size()) {
            throw new RefusedException(
                    Reason.PLAN_OPEN,
                    "two hosts have the same key in the plan",
                    "give each host a key of its own");
        }
        if (!key().isNew() && key().fingerprint().isEmpty()) {
            throw new RefusedException(
                    Reason.PLAN_OPEN,
                    "the plan lacks the fingerprint of "
                            + key().restored()
                                    .map(from -> "the master copy " + from.copy())
                                    .orElse(key().source().text()),
                    "run the ceremony once on the host that has the key, while the plan is open");
        }
        return new ClosedPlan(content(), records);
    }
}
