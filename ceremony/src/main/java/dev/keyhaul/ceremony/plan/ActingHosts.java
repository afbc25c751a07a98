package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.StoredRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which host does the work of each host of a plan: itself, until its spare has taken over, for
 * good. Each record is asked about in the order of the chain.
 */
final class ActingHosts {
    private final ClosedPlan plan;

    /** The record of the takeover, by the name of the host that is lost. */
    private final Map<String, StoredRecord> takeovers = new LinkedHashMap<>();

    ActingHosts(ClosedPlan plan) {
        this.plan = plan;
    }

    /** Has a spare take over; a second record of it changes nothing. */
    void takeOver(PlannedHost spare, StoredRecord record) {
        spare.spareOf().ifPresent(lost -> takeovers.putIfAbsent(lost, record));
    }

    /** Returns the host that does the work of this one. */
    PlannedHost of(PlannedHost planned) {
        return plan.hosts().stream()
                .filter(host -> takeovers.containsKey(planned.name()))
                .filter(host -> host.canReplace(planned))
                .findFirst()
                .orElse(planned);
    }

    /** Returns the host that is for this now. */
    Optional<PlannedHost> of(Duty duty) {
        return plan.host(duty).map(this::of);
    }

    /** Whether a host has work of its own now: a spare has none before its takeover. */
    boolean isActing(PlannedHost host) {
        return plan.hosts().stream()
                .filter(planned -> !planned.isSpare())
                .anyMatch(planned -> of(planned).equals(host));
    }

    /** Returns the record that made a host's records a contradiction, if there is one. */
    Optional<StoredRecord> takeoverFrom(PlannedHost lost) {
        return Optional.ofNullable(takeovers.get(lost.name()));
    }
}
