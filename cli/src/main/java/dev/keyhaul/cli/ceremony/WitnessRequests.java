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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The requests on the stick that the acting witness of a plan has not approved yet. */
final class WitnessRequests {
    private WitnessRequests() {}

    /** Returns all of them, whatever they ask for. */
    static List<WaitingRequest> in(Path folder, PlanProgress progress) throws KeyTransferException {
        Path approvals = PlanFiles.approvals(folder);
        Optional<Fingerprint> witness =
                progress.acting(Duty.WITNESS).flatMap(PlannedHost::key).map(Fingerprint::of);
        return witness.isPresent() && Files.exists(approvals)
                ? WaitingRequest.in(approvals, Clock.systemUTC().instant()).stream()
                        .filter(request -> request.missing().contains(witness.get()))
                        .toList()
                : List.of();
    }

    /** Returns the steps that only wait for the witness. */
    static Set<PlanStep> steps(Path folder, PlanProgress progress) throws KeyTransferException {
        return in(folder, progress).stream()
                .flatMap(waiting -> progress.requested(waiting.request().subject()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
