package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.PlannedStep;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordChain;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.TokenFact;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.page.DigestRows;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which steps of a closed plan its records show as done, and what in them deviates from it. It
 * depends on the plan and the records alone. Immutable.
 *
 * <p>A step is done if exactly one record says so: of this plan, signed by the key that its host
 * has in the plan, approved by those who approve in the plan, after the steps that come before it,
 * and about the same key and KEK as the others.
 *
 * @since 0.1.0
 */
public final class PlanProgress {
    private final CeremonyPlan plan;
    private final List<PlanStep> steps;
    private final List<StoredRecord> records;
    private final Map<String, StoredRecord> done = new LinkedHashMap<>();
    private final List<String> deviations = new ArrayList<>();
    private final List<GuideNote> notes = new ArrayList<>();
    private Optional<StoredRecord> stopped = Optional.empty();

    private PlanProgress(CeremonyPlan plan, List<StoredRecord> records) {
        this.plan = plan;
        this.steps = PlanSteps.of(plan);
        this.records = RecordChain.of(records).ordered();
        requireEarlierThere();
        // What is missing comes first: it explains most of the rest.
        RecordChain chain = RecordChain.of(records);
        deviations.addAll(chain.gaps());
        this.records.forEach(this::take);
        if (chain.heads().size() > 1) {
            deviations.add(
                    chain.heads().size()
                            + " records have none after them: the records were continued in two"
                            + " places");
        }
        requireOneKey();
    }

    /**
     * Looks at the records of a plan.
     *
     * @throws IllegalArgumentException if the plan is open
     */
    public static PlanProgress of(CeremonyPlan plan, List<StoredRecord> records) {
        if (!plan.isClosed()) {
            throw new IllegalArgumentException("the plan is open");
        }
        return new PlanProgress(plan, records);
    }

    private void requireEarlierThere() {
        Set<String> there = records.stream().map(StoredRecord::sha256).collect(Collectors.toSet());
        for (String earlier : plan.earlier().orElseThrow()) {
            if (!there.contains(earlier)) {
                deviations.add("a record that the plan names is missing: " + earlier);
            }
        }
    }

    private void take(StoredRecord stored) {
        if (plan.earlier().orElseThrow().contains(stored.sha256())) {
            return;
        }
        CeremonyRecord record = stored.record();
        Optional<PlannedStep> planned = record.facts().planned();
        if (planned.isEmpty()) {
            deviations.add(stored.name() + " belongs to no step of the plan");
        } else if (!planned.get().fingerprint().equals(plan.fingerprint())) {
            deviations.add(stored.name() + " belongs to another plan");
        } else {
            take(stored, planned.get().step());
        }
    }

    private void take(StoredRecord stored, String id) {
        Optional<PlanStep> step = steps.stream().filter(s -> s.id().equals(id)).findFirst();
        boolean isBetween = PlanSteps.BETWEEN.contains(id);
        if (step.isEmpty() && !isBetween) {
            deviations.add(
                    stored.name() + " belongs to '" + id + "', which is not a step of the plan");
            return;
        }
        List<TrustedSigner> signers =
                plan.hosts().stream()
                        .filter(h -> isBetween || h.name().equals(step.orElseThrow().host()))
                        .flatMap(host -> host.signer().stream())
                        .toList();
        try {
            stored.requireSignedBy(signers);
        } catch (KeyTransferException e) {
            deviations.add(String.valueOf(e.getMessage()));
            return;
        }
        if (isBetween) {
            notes.add(new GuideNote(hostOf(stored), stored));
        }
        if (id.equals(PlanSteps.STOP)) {
            stopped = Optional.of(stored);
        } else if (step.isPresent() && stored.record().deed().isDone()) {
            take(stored, step.get());
        }
    }

    private String hostOf(StoredRecord stored) {
        return plan.hosts().stream()
                .filter(host -> host.key().equals(stored.record().signer()))
                .map(PlannedHost::name)
                .findFirst()
                .orElse("");
    }

    private void take(StoredRecord stored, PlanStep step) {
        CeremonyRecord record = stored.record();
        if (!record.deed().commandToday().equals(step.command())) {
            deviations.add(
                    stored.name()
                            + " is of "
                            + record.deed().command()
                            + ", and the step '"
                            + step.id()
                            + "' is "
                            + step.command());
        }
        if (step.isClosing() != record.closing().isPresent()) {
            deviations.add(
                    stored.name()
                            + ": its closing record does not belong to this step, or is missing");
        }
        if (!done.keySet().containsAll(step.after())) {
            deviations.add(stored.name() + " was made before an earlier step of the plan");
        }
        requireApproved(stored, step);
        requireEquipment(stored, step);
        StoredRecord before = done.putIfAbsent(step.id(), stored);
        if (before != null) {
            deviations.add(
                    "the step '"
                            + step.id()
                            + "' was done twice: "
                            + before.name()
                            + ", "
                            + stored.name());
        }
    }

    private void requireApproved(StoredRecord stored, PlanStep step) {
        if (!step.isApproved()) {
            return;
        }
        for (PublicKey approver : plan.approvers()) {
            String key = Fingerprint.of(approver).hex();
            if (stored.record().facts().approvals().stream()
                    .noneMatch(approval -> Fingerprint.identity(approval.approver()).equals(key))) {
                deviations.add(stored.name() + " lacks an approval that the plan requires");
            }
        }
    }

    private void requireEquipment(StoredRecord stored, PlanStep step) {
        List<PlannedToken> tokens =
                plan.host(step.host()).map(PlannedHost::tokens).orElse(List.of());
        for (TokenFact seen : stored.record().facts().tokens()) {
            boolean isPlanned =
                    tokens.stream()
                            .filter(token -> token.label().equals(seen.label()))
                            .anyMatch(
                                    token ->
                                            token.serial().equals(Optional.of(seen.serial()))
                                                    && token.module()
                                                            .equals(
                                                                    Optional.of(
                                                                            seen.moduleSha256())));
            if (!isPlanned) {
                deviations.add(
                        stored.name()
                                + ": the token '"
                                + seen.label()
                                + "', its serial number or its module differs from the plan");
            }
        }
    }

    private void requireOneKey() {
        Optional<String> key = keyFingerprint();
        Optional<String> kek = kekFingerprint();
        done.forEach(
                (id, stored) -> {
                    for (KeyFact fact : stored.record().facts().keys()) {
                        Optional<String> wanted =
                                fact.role().equals(KeyFact.TARGET)
                                        ? key
                                        : fact.role().equals(KeyFact.KEK) ? kek : Optional.empty();
                        // A vault does not show an AES key.
                        boolean isShown = DigestRows.isDigest(fact.identity());
                        if (wanted.isPresent()
                                && isShown
                                && !wanted.get().equals(fact.identity())) {
                            deviations.add(
                                    stored.name()
                                            + " is for another "
                                            + fact.role()
                                            + ": "
                                            + fact.identity());
                        }
                    }
                });
    }

    /** Returns the plan. */
    public CeremonyPlan plan() {
        return plan;
    }

    /** Returns all steps, in order. */
    public List<PlanStep> steps() {
        return steps;
    }

    /** Returns the records, each after those that it follows. */
    public List<StoredRecord> records() {
        return records;
    }

    /** Returns what deviates from the plan, a sentence each: then nothing more may be done. */
    public List<String> deviations() {
        return List.copyOf(deviations);
    }

    /** Returns the record that says that the ceremony was stopped. */
    public Optional<StoredRecord> stopped() {
        return stopped;
    }

    /** Returns what hosts recorded between the steps, in order. */
    public List<GuideNote> notes() {
        return List.copyOf(notes);
    }

    /** Returns what hosts recorded between the steps under this id, in order. */
    public List<GuideNote> notes(String id) {
        return notes.stream().filter(note -> note.planned().step().equals(id)).toList();
    }

    /** Whether the guide went through the steps by itself. */
    public boolean isUnattended() {
        return records.stream()
                .flatMap(stored -> stored.record().facts().planned().stream())
                .anyMatch(planned -> planned.stated().contains(PlanSteps.UNATTENDED));
    }

    /** Returns what the plan says beforehand: none of it is an open point. */
    public UnresolvedPoints.Intended intended() {
        return new UnresolvedPoints.Intended(
                this::isTry,
                record ->
                        record.facts().planned().stream()
                                .filter(planned -> planned.fingerprint().equals(plan.fingerprint()))
                                .flatMap(planned -> PlanSteps.find(plan, planned.step()).stream())
                                .anyMatch(step -> !step.isApproved()),
                deviations.isEmpty(),
                plan.vault().isLocal());
    }

    private boolean isTry(CeremonyRecord record) {
        return notes.stream()
                .filter(note -> note.record().record().equals(record))
                .map(note -> note.planned().step())
                .anyMatch(List.of(PlanSteps.TRY, PlanSteps.STOP)::contains);
    }

    /** Whether a step is done. */
    public boolean isDone(String step) {
        return done.containsKey(step);
    }

    /** Returns the record of a step that is done. */
    public Optional<StoredRecord> record(String step) {
        return Optional.ofNullable(done.get(step));
    }

    /** Returns the steps that can be done now. */
    public List<PlanStep> ready() {
        return steps.stream()
                .filter(step -> !isDone(step.id()) && done.keySet().containsAll(step.after()))
                .toList();
    }

    /**
     * Returns the step that a request is of: empty unless it is of this plan, of a step that
     * another person approves, of that step's command, and the step can be done now.
     */
    public Optional<PlanStep> requested(ApprovalSubject subject) {
        return PlanSteps.find(plan, subject.details().getOrDefault("step", ""))
                .filter(step -> plan.fingerprint().equals(subject.details().get("plan")))
                .filter(PlanStep::isApproved)
                .filter(step -> step.command().equals(subject.command()))
                .filter(ready()::contains);
    }

    /** Returns the fingerprint of the key that is moved, once it is known. */
    public Optional<String> keyFingerprint() {
        return plan.key()
                .fingerprint()
                .or(() -> identity(PlanStep.TENANT_KEY, fact -> fact.equals(KeyFact.TARGET)));
    }

    /** Returns the ids of the master copies that steps have made. */
    public List<String> copies() {
        return steps.stream()
                .filter(PlanStep::isCopy)
                .flatMap(step -> record(step.id()).stream())
                .flatMap(stored -> stored.record().facts().proofs().stream())
                .filter(proof -> proof.isOf(ProofFact.COPY))
                .map(proof -> proof.kind().replaceFirst("^copy ([^:]+):.*$", "$1"))
                .distinct()
                .toList();
    }

    /** Returns the fingerprint of the KEK, once it is known. */
    public Optional<String> kekFingerprint() {
        return identity(PlanStep.KEK, fact -> fact.equals(KeyFact.KEK));
    }

    /**
     * Returns the name of the KEK: that of the plan, or the same with a number, if what a vault had
     * under it before was disabled since no record explained it.
     */
    public String kekName() {
        long disabled =
                records.stream()
                        .filter(stored -> isOf(stored, PlanSteps.UNDO))
                        .filter(stored -> stored.record().deed().isDone())
                        .filter(stored -> stored.record().deed().command().equals("kek disable"))
                        .count();
        return plan.vault().kek() + (disabled == 0 ? "" : "-" + (disabled + 1));
    }

    private static boolean isOf(StoredRecord stored, String step) {
        return stored.record().facts().planned().filter(p -> p.step().equals(step)).isPresent();
    }

    private Optional<String> identity(String step, Predicate<String> role) {
        return record(step).stream()
                .flatMap(stored -> stored.record().facts().keys().stream())
                .filter(fact -> role.test(fact.role()))
                .map(KeyFact::identity)
                .findFirst();
    }

    /** Returns the SHA-256 of the newest record: none, if there is no record. */
    public Optional<String> head() {
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.get(records.size() - 1).sha256());
    }

    /**
     * Returns the SHA-256 of the newest record since the plan was closed that another host wrote,
     * or empty if no other host wrote one.
     */
    public Optional<String> headOfOthers(PlannedHost host) {
        return records.stream()
                .filter(stored -> !plan.earlier().orElseThrow().contains(stored.sha256()))
                .filter(stored -> !stored.record().signer().equals(host.key()))
                .map(StoredRecord::sha256)
                .reduce((before, after) -> after);
    }

    /** Returns the files that steps wrote, and that are needed until they are destroyed. */
    public List<FileFact> transientFiles() {
        return written(List.of(PlanStep.KEK_RECORD, PlanStep.BLOB));
    }

    /** Returns what names the content of each master copy: it stays as it was written. */
    public List<FileFact> copyFiles() {
        return written(steps.stream().filter(PlanStep::isCopy).map(PlanStep::id).toList());
    }

    private List<FileFact> written(List<String> by) {
        return by.stream()
                .flatMap(step -> record(step).stream())
                .flatMap(stored -> stored.record().facts().files().stream())
                .filter(file -> file.use().equals(FileFact.WRITTEN))
                .toList();
    }
}
