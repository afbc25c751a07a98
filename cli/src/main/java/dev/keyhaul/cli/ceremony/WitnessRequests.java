package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The requests on the stick that the acting witness of a plan has not approved yet. */
final class WitnessRequests {
    private WitnessRequests() {}

    /** Returns all of them, whatever they ask for. */
    static List<WaitingRequest> in(Path folder, PlanProgress progress) throws KeyTransferException {
        return in(folder, progress, false);
    }

    private static List<WaitingRequest> in(Path folder, PlanProgress progress, boolean isApproved)
            throws KeyTransferException {
        Path approvals = PlanFiles.approvals(folder);
        Optional<Fingerprint> witness =
                progress.acting(Duty.WITNESS).flatMap(PlannedHost::key).map(Fingerprint::of);
        return witness.isPresent() && Files.exists(approvals)
                ? WaitingRequest.in(approvals, Clock.systemUTC().instant()).stream()
                        .filter(request -> request.request().approvers().contains(witness.get()))
                        .filter(r -> r.missing().contains(witness.get()) != isApproved)
                        .toList()
                : List.of();
    }

    /** Returns how long ago a request was made, by the clocks of its host and of this one. */
    static String age(WaitingRequest waiting) {
        Duration age = Duration.between(waiting.request().created(), Clock.systemUTC().instant());
        return age.toHours() > 0
                ? age.toHours() + " h " + age.toMinutesPart() + " min"
                : Math.max(0, age.toMinutes()) + " min";
    }

    /** Returns the steps that only wait for the witness. */
    static Set<PlanStep> waiting(Path folder, PlanProgress progress) throws KeyTransferException {
        return steps(in(folder, progress, false), progress);
    }

    /** Returns the steps of which the witness's approval is there; nothing is verified here. */
    static Set<PlanStep> approved(Path folder, PlanProgress progress) throws KeyTransferException {
        return steps(in(folder, progress, true), progress);
    }

    private static Set<PlanStep> steps(List<WaitingRequest> requests, PlanProgress progress) {
        return requests.stream()
                .flatMap(waiting -> progress.requested(waiting.request().subject()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
