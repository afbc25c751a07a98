package dev.keyhaul.ceremony.approval;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks other people to approve one run of a command, and uses their approvals up.
 *
 * <pre>{@code
 * Approvals approvals = Approvals.through(myStore, PendingRequests.ofUser(), Clock.systemUTC());
 * try {
 *     approvals.use(
 *             ApprovalSubject.to("rotate").with("key", fingerprint),
 *             WorkKeys.target(fingerprint),
 *             approvers,
 *             people);
 *     rotate();
 * } catch (ApprovalMissingException e) {
 *     tell(e.request()); // run the same again when it is approved
 * }
 * }</pre>
 *
 * <p>Immutable. Of two threads or processes that use one request, one is refused.
 *
 * @since 0.1.0
 */
public final class Approvals {
    private final ApprovalStore store;
    private final PendingRequests open;
    private final Clock clock;
    private final @Nullable Plan plan;

    private Approvals(ApprovalStore store, PendingRequests open, Clock clock, @Nullable Plan plan) {
        this.store = store;
        this.open = open;
        this.clock = clock;
        this.plan = plan;
    }

    private record Plan(PlanProgress progress, Fingerprint host) {
        boolean isReady(ApprovalSubject subject) {
            return progress.ready().stream()
                    .anyMatch(step -> subject.step().equals(Optional.of(step.id())));
        }

        /** Returns the SHA-256 of each request whose approval a record has used up. */
        Set<String> spent() {
            return progress.records().stream()
                    .map(StoredRecord::record)
                    .filter(CeremonyRecord::usesApprovalsUp)
                    .flatMap(record -> record.facts().approvals().stream())
                    .map(ApprovalFact::request)
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Returns approvals that a store carries.
     *
     * @param open the requests that this host made
     * @param clock this host's
     */
    public static Approvals through(ApprovalStore store, PendingRequests open, Clock clock) {
        Arguments.notNull("store", store, "open", open, "clock", clock);
        return new Approvals(store, open, clock, null);
    }

    /**
     * Returns these for the steps of a plan. A request names the host that does the step; another
     * host of the plan may have made it, and recorded it. A step that was begun here, and failed or
     * was interrupted, is continued under the approvals that it had, until a record says that it is
     * done. Only the same work counts as the same step: each input, option, module and program. A
     * step that cannot be done yet is asked for, and no approval of it is used. No two clocks are
     * compared: the request expires with the plan.
     *
     * @param progress what the plan's records show now
     * @param host the key of the host that does the step
     */
    @SuppressWarnings("exports") // plans are the program's own
    public Approvals ofPlan(PlanProgress progress, Fingerprint host) {
        Arguments.notNull("progress", progress, "host", host);
        return new Approvals(store, open, clock, new Plan(progress, host));
    }

    /**
     * Asks for the approval of a step that another host of the plan does. That host alone can use
     * it.
     *
     * @param step what that host is going to ask for, each detail of it
     * @return the request, and where it is: a record must have its SHA-256
     * @throws KeyTransferException if the store or the list of open requests fails
     */
    public ApprovalStore.Offered ask(
            ApprovalSubject step, WorkKeys keys, List<PublicKey> approvers, List<Person> people)
            throws KeyTransferException {
        Arguments.notNull("step", step, "keys", keys, "approvers", approvers);
        Arguments.notNull("people", people);
        ApprovalRequest wanted = wanted(step.about(keys), approvers, people);
        // It is no request of this host: its list of open ones does not have it.
        ApprovalRequest request = carried(wanted).findFirst().orElse(wanted);
        return new ApprovalStore.Offered(store.offer(request), request);
    }

    /**
     * Verifies that each approver signed this host's request for the subject, and uses it up: call
     * this before the work, once for each time the work is done. If there is no open request, it
     * makes one.
     *
     * @param subject everything that decides what is done
     * @param keys the keys that the work has to do with: their holders do not approve it
     * @param approvers the keys that must each approve
     * @param people who takes part; the operators among them ask
     * @return the approvals, whose request can never be used again; for a step of a plan, not for
     *     anything else
     * @throws IllegalArgumentException if there are no approvers, or one of them twice
     * @throws ApprovalMissingException if an approval is not there yet
     * @throws RefusedException if an approver is one of the keys, an approval is not valid, the
     *     request in the folder was changed, the clock was set back, or another process used the
     *     request meanwhile
     * @throws KeyTransferException if the store or the list of open requests fails
     */
    public List<ApprovalFact> use(
            ApprovalSubject subject, WorkKeys keys, List<PublicKey> approvers, List<Person> people)
            throws KeyTransferException {
        Arguments.notNull("subject", subject, "keys", keys, "people", people);
        for (PublicKey approver : approvers) {
            keys.requireOther(approver);
        }
        ApprovalRequest wanted = wanted(subject.about(keys), approvers, people);
        Optional<Plan> of =
                Optional.ofNullable(plan).filter(known -> wanted.subject().actor().isPresent());
        boolean isReady = of.isEmpty() || of.get().isReady(wanted.subject());
        Set<String> spent = of.map(Plan::spent).orElse(Set.of());
        if (of.isPresent() && isReady) {
            // The step that is wanted was begun here, and no record says that it is done.
            Optional<ApprovalRequest> begun =
                    open.findUsed(wanted, used -> !spent.contains(used.sha256()));
            List<ApprovalFact> given =
                    begun.isPresent() ? given(begun.get(), approvers) : List.of();
            if (given.size() == approvers.size()) {
                return given;
            }
        }
        Optional<ApprovalRequest> asked = open.find(wanted, wanted.created());
        if (asked.isEmpty() && of.isPresent()) {
            // Another host asked for it on behalf of this one, and recorded that.
            Set<String> recorded = of.get().progress().requests();
            asked =
                    carried(wanted)
                            .filter(request -> recorded.contains(request.sha256()))
                            .filter(request -> !open.knows(request))
                            .findFirst();
        }
        ApprovalRequest request = asked.orElse(wanted);
        if (!open.knows(request)) {
            open.add(request);
        }
        String place = store.offer(request);
        List<ApprovalFact> given = given(request, approvers);
        List<Fingerprint> missing = new ArrayList<>(request.approvers());
        given.forEach(fact -> missing.removeIf(key -> key.hex().equals(fact.approver())));
        if (!missing.isEmpty() || !isReady) {
            throw waiting(asked.isPresent(), request, place, missing);
        }
        open.use(request);
        return given;
    }

    private ApprovalRequest wanted(
            ApprovalSubject subject, List<PublicKey> approvers, List<Person> people) {
        Instant now = clock.instant();
        Optional<Plan> of = Optional.ofNullable(plan).filter(known -> subject.step().isPresent());
        ApprovalRequest request =
                ApprovalRequest.of(
                        of.map(known -> subject.by(known.host())).orElse(subject),
                        approvers.stream().map(Fingerprint::of).toList(),
                        people,
                        HostName.get(),
                        now,
                        new SecureRandom());
        return of.map(known -> request.untilEndOfPlan(known.progress().plan().window().to()))
                .orElse(request);
    }

    /** Returns what the store has of it: nothing says who made it. */
    private Stream<ApprovalRequest> carried(ApprovalRequest wanted) throws KeyTransferException {
        return store.offered().stream()
                .map(ApprovalStore.Offered::request)
                .filter(wanted::asksForSameAs)
                .filter(request -> !request.isExpired(wanted.created()));
    }

    private List<ApprovalFact> given(ApprovalRequest request, List<PublicKey> approvers)
            throws KeyTransferException {
        List<ApprovalFact> given = new ArrayList<>();
        for (PublicKey approver : approvers) {
            approval(request, approver).ifPresent(given::add);
        }
        return List.copyOf(given);
    }

    private Optional<ApprovalFact> approval(ApprovalRequest request, PublicKey approver)
            throws KeyTransferException {
        Optional<ApprovalStore.Approval> given = store.approval(request, Fingerprint.of(approver));
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Optional<ApprovalFact> verified =
                ApprovalFact.verified(approver, request.toFile(), given.get().signature());
        if (verified.isEmpty()) {
            throw new RefusedException(
                    Reason.APPROVAL_INVALID,
                    "the approval "
                            + given.get().place()
                            + " is not a valid signature of this request by the approver's key",
                    "find out who made it");
        }
        return verified;
    }

    private ApprovalMissingException waiting(
            boolean asked, ApprovalRequest request, String place, List<Fingerprint> missing)
            throws KeyTransferException {
        Optional<String> elsewhere = asked ? Optional.empty() : askedElsewhere(request);
        String what = "the " + (asked ? "" : "new ") + "request " + place;
        if (missing.isEmpty()) {
            return new ApprovalMissingException(
                    what + " is approved, but its step cannot be done yet",
                    "do the steps that come before it",
                    place);
        }
        return new ApprovalMissingException(
                what
                        + " waits for the approval of "
                        + missing.stream()
                                .map(Fingerprint::toString)
                                .collect(Collectors.joining(" and of "))
                        + elsewhere
                                .map(
                                        other ->
                                                "; another account or host asked for the same work"
                                                        + " in "
                                                        + other
                                                        + ", and an approval counts only there")
                                .orElse(""),
                "it can be approved until " + request.expires(),
                place);
    }

    private Optional<String> askedElsewhere(ApprovalRequest request) throws KeyTransferException {
        for (ApprovalStore.Offered offered : store.offered()) {
            if (offered.request().isForSameWorkAs(request)
                    && !offered.request().isExpired(request.created())
                    && !open.knows(offered.request())) {
                return Optional.of(offered.place());
            }
        }
        return Optional.empty();
    }
}
