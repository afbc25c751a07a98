package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordChain;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.core.key.Fingerprint;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    private final ClosedPlan plan;
    private final List<PlanStep> steps;
    private final List<StoredRecord> records;
    private final Map<String, StoredRecord> done;
    private final List<String> deviations;
    private final List<GuideNote> notes;
    private final ActingHosts acting;

    private PlanProgress(ClosedPlan plan, List<StoredRecord> records) {
        this.plan = plan;
        this.steps = PlanSteps.of(plan);
        RecordChain chain = RecordChain.of(records);
        this.records = chain.ordered();
        RecordComparison compared = new RecordComparison(plan, steps, chain);
        this.done = compared.done();
        this.notes = List.copyOf(compared.notes());
        this.acting = compared.acting();
        compared.requireOneKey(keyFingerprint(), kekFingerprint());
        this.deviations = List.copyOf(compared.deviations());
    }

    /** Looks at the records of a plan. */
    public static PlanProgress of(ClosedPlan plan, List<StoredRecord> records) {
        return new PlanProgress(plan, records);
    }

    /** Returns the plan. */
    public ClosedPlan plan() {
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
        return deviations;
    }

    /** Returns the record that says that the ceremony was stopped. */
    public Optional<StoredRecord> stopped() {
        return notes(NoteKind.STOP).stream()
                .map(GuideNote::record)
                .reduce((before, after) -> after);
    }

    /** Returns what hosts recorded between the steps, in order. */
    public List<GuideNote> notes() {
        return notes;
    }

    /** Returns what hosts recorded between the steps of this kind, in order. */
    public List<GuideNote> notes(NoteKind kind) {
        return notes.stream().filter(note -> note.kind() == kind).toList();
    }

    /** Whether the guide went through the steps by itself. */
    public boolean isUnattended() {
        return records.stream()
                .flatMap(stored -> stored.record().facts().planned().stream())
                .anyMatch(planned -> planned.isUnattended());
    }

    /** Returns what the plan says beforehand: none of it is an open point. */
    public UnresolvedPoints.Intended intended() {
        return new UnresolvedPoints.Intended(
                this::isStop,
                record ->
                        record.facts().planned().stream()
                                .filter(planned -> planned.fingerprint().equals(plan.fingerprint()))
                                .flatMap(planned -> PlanSteps.find(plan, planned.step()).stream())
                                .anyMatch(step -> !step.isApproved()),
                deviations.isEmpty(),
                plan.isRehearsal());
    }

    private boolean isStop(CeremonyRecord record) {
        return notes.stream()
                .filter(note -> note.kind() == NoteKind.STOP)
                .anyMatch(note -> note.record().record().equals(record));
    }

    /** Whether a step is done. */
    public boolean isDone(PlanStep step) {
        return done.containsKey(step.id());
    }

    /** Whether a step of this kind is done. */
    public boolean isDone(StepKind kind) {
        return !records(kind).isEmpty();
    }

    /** Returns the kinds of which a step is done, and no later one has ended what it left. */
    public List<StepKind> remaining() {
        return Stream.of(StepKind.values())
                .filter(this::isDone)
                .filter(kind -> kind != StepKind.KEK || disabledKeks(true).isEmpty())
                .filter(
                        kind ->
                                steps.stream()
                                        .filter(this::isDone)
                                        .noneMatch(step -> step.kind().ends().contains(kind)))
                .toList();
    }

    /** Whether every step is done. */
    public boolean isComplete() {
        return steps.stream().allMatch(this::isDone);
    }

    /** Whether a host has closed its records. */
    public boolean isClosed(PlannedHost host) {
        return steps.stream()
                .filter(PlanStep::isClosing)
                .filter(step -> acting(step).equals(host))
                .anyMatch(this::isDone);
    }

    /** Returns the host that does a step: that of the plan, or the spare that took over. */
    public PlannedHost acting(PlanStep step) {
        return actingFor(step.host());
    }

    private PlannedHost actingFor(String host) {
        return acting.of(plan.host(host).orElseThrow());
    }

    /** Returns the host that is for this now: that of the plan, or the spare that took over. */
    public Optional<PlannedHost> acting(Duty duty) {
        return acting.of(duty);
    }

    /** Whether a host has work of its own now: a spare has none before its takeover. */
    public boolean isActing(PlannedHost host) {
        return acting.isActing(host);
    }

    /** Returns the host that signed the record of the step of this kind, once it is done. */
    public Optional<PlannedHost> doerOf(StepKind kind) {
        return records(kind).stream().findFirst().flatMap(stored -> plan.host(hostOf(stored)));
    }

    /** Returns the record of a step that is done. */
    public Optional<StoredRecord> record(PlanStep step) {
        return Optional.ofNullable(done.get(step.id()));
    }

    /** Returns the records of the steps of this kind that are done, in the order of the plan. */
    public List<StoredRecord> records(StepKind kind) {
        return steps.stream()
                .filter(step -> step.kind() == kind)
                .flatMap(step -> record(step).stream())
                .toList();
    }

    /** Returns how many steps are done that a key approved. */
    public long approvedBy(PublicKey approver) {
        return done.values().stream()
                .filter(
                        stored ->
                                stored.record().facts().approvals().stream()
                                        .anyMatch(approval -> approval.isBy(approver)))
                .count();
    }

    /** Returns the name of the host that signed a record; empty if none of the plan did. */
    public String hostOf(StoredRecord stored) {
        return RecordComparison.hostOf(plan, stored);
    }

    /** Returns the steps that can be done now. */
    public List<PlanStep> ready() {
        return steps.stream()
                .filter(step -> !isDone(step) && done.keySet().containsAll(step.after()))
                .toList();
    }

    /** Returns the steps that another person can be asked to approve now. */
    public List<PlanStep> askable() {
        return steps.stream()
                .filter(step -> !isDone(step))
                .filter(
                        step ->
                                step.approval()
                                        .filter(a -> done.keySet().containsAll(a.after()))
                                        .isPresent())
                .toList();
    }

    /** Returns the steps that a host can do now. */
    public List<PlanStep> readyAt(PlannedHost host) {
        return ready().stream().filter(step -> acting(step).equals(host)).toList();
    }

    /**
     * Returns the steps of other hosts, or of later, that a host asks the witness to approve now.
     */
    public List<PlanStep> askableBy(PlannedHost host) {
        List<PlanStep> own = readyAt(host);
        return askable().stream()
                .filter(step -> actingFor(step.approval().orElseThrow().asker()).equals(host))
                .filter(step -> !own.contains(step))
                .toList();
    }

    /**
     * Returns the step that a request is of: empty unless it is of this plan, of a step that
     * another person approves, of that step's command and host, and can be asked for now.
     */
    public Optional<PlanStep> requested(ApprovalSubject subject) {
        return subject.step()
                .filter(step -> subject.plan().equals(Optional.of(plan.fingerprint())))
                .flatMap(step -> PlanSteps.find(plan, step))
                .filter(step -> step.command().equals(subject.command()))
                .filter(step -> subject.actor().equals(actor(step)))
                .filter(askable()::contains);
    }

    private Optional<String> actor(PlanStep step) {
        return acting(step).key().map(key -> Fingerprint.of(key).hex());
    }

    /** Returns the SHA-256 of each request that a host of the plan recorded, for another one. */
    public Set<String> requests() {
        return notes(NoteKind.REQUEST).stream()
                .flatMap(note -> note.record().record().facts().files().stream())
                .map(FileFact::sha256)
                .collect(Collectors.toSet());
    }

    /** Returns the fingerprint of the key that is moved, once it is known. */
    public Optional<String> keyFingerprint() {
        return plan.key().fingerprint().or(() -> identity(StepKind.TENANT_KEY, KeyFact.TARGET));
    }

    /** Returns the number whose first row the witness's machine shows of the key in the vault. */
    public Optional<String> vaultRow() {
        return inVault().stream()
                .findFirst()
                .flatMap(url -> keyFingerprint().map(key -> PaperNumber.vaultRow(url, key)));
    }

    /** Returns the ids of the master copies that steps have made. */
    public List<String> copies() {
        return records(StepKind.COPY).stream()
                .flatMap(stored -> stored.record().facts().proofs().stream())
                .filter(proof -> proof.isOf(ProofFact.COPY))
                .flatMap(proof -> proof.about().stream())
                .distinct()
                .toList();
    }

    /** Returns the journal's head as it was when the last copy was made or restored. */
    public Optional<String> journalHead() {
        return Stream.of(StepKind.RESTORE, StepKind.DRILL, StepKind.COPY)
                .flatMap(kind -> records(kind).stream())
                .flatMap(stored -> stored.record().facts().proofs().stream())
                .filter(proof -> proof.isOf(ProofFact.JOURNAL))
                .map(ProofFact::kind)
                .reduce((before, after) -> after);
    }

    /** Returns what a step that is done has people write down, or type: digits, or a URL. */
    public Optional<String> number(PaperNumber number, PlanStep step) {
        return switch (number) {
            case TENANT_KEY, OLD_KEY -> keyFingerprint();
            case RECOVERY_PAIR -> recoveryFingerprint();
            case KEK -> kekFingerprint();
            case BLOB -> written(StepKind.BLOB).map(FileFact::sha256);
            case JOURNAL, OLD_JOURNAL -> journalHead();
            case URL -> inVault().stream().findFirst();
            case VAULT_ROW -> vaultRow();
            case CLOSING -> record(step).map(StoredRecord::sha256);
        };
    }

    /** Returns the identifier of the key in its vault, once it was proven there. */
    public List<String> inVault() {
        return records(StepKind.IMPORT).stream()
                .flatMap(stored -> stored.record().facts().proofs().stream())
                .filter(proof -> proof.isOf(ProofFact.VAULT))
                .flatMap(proof -> proof.about().stream())
                .distinct()
                .toList();
    }

    /** Returns the fingerprint of the KEK, once it is known. */
    public Optional<String> kekFingerprint() {
        return identity(StepKind.KEK, KeyFact.KEK);
    }

    /**
     * Returns the name of the KEK: that of the plan, or the same with a number, if what a vault had
     * under it before was disabled since no record explained it.
     */
    public String kekName() {
        int disabled = disabledKeks(false).size();
        return plan.vault().kek() + (disabled == 0 ? "" : "-" + (disabled + 1));
    }

    /**
     * Returns what disabled a KEK between the steps: before that of the plan was made, or after.
     */
    private List<StoredRecord> disabledKeks(boolean after) {
        int made =
                records(StepKind.KEK).stream()
                        .mapToInt(records::indexOf)
                        .findFirst()
                        .orElse(records.size());
        return records.stream()
                .filter(stored -> records.indexOf(stored) > made == after)
                .filter(stored -> isOf(stored, NoteKind.UNDO))
                .filter(
                        stored ->
                                stored.record().facts().proofs().stream()
                                        .anyMatch(
                                                proof ->
                                                        proof.isOf(ProofFact.KEK_DISABLED)
                                                                && proof.held()))
                .toList();
    }

    private static boolean isOf(StoredRecord stored, NoteKind kind) {
        return stored.record()
                .facts()
                .planned()
                .filter(p -> p.step().equals(kind.id()))
                .isPresent();
    }

    private Optional<String> identity(StepKind kind, String role) {
        return records(kind).stream()
                .flatMap(stored -> stored.record().facts().keys().stream())
                .filter(fact -> fact.role().equals(role))
                .map(KeyFact::identity)
                .findFirst();
    }

    /** Returns the fingerprint of the key that opens the copies, once it was made. */
    public Optional<String> recoveryFingerprint() {
        return identity(StepKind.RECOVERY_PAIR, KeyFact.RECIPIENT);
    }

    /** Returns the file that a step of this kind wrote beside the plan, once it did. */
    public Optional<FileFact> written(StepKind kind) {
        String name = kind.file().orElseThrow().name();
        return written(step -> step.kind() == kind)
                .filter(file -> file.path().endsWith("/" + name) || file.path().equals(name))
                .findFirst();
    }

    /** Returns the SHA-256 of the newest record: none, if there is no record. */
    public Optional<String> head() {
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.get(records.size() - 1).sha256());
    }

    /** Returns the record with the latest time, if that is after this time. */
    public Optional<StoredRecord> datedAfter(Instant time) {
        return records.stream()
                .filter(stored -> stored.record().newestTime().isAfter(time))
                .max(Comparator.comparing(stored -> stored.record().newestTime()));
    }

    /**
     * Returns the SHA-256 of the newest record since the plan was closed that another host wrote,
     * or empty if no other host wrote one.
     */
    public Optional<String> headOfOthers(PlannedHost host) {
        return records.stream()
                .filter(stored -> !plan.earlier().contains(stored.sha256()))
                .filter(stored -> !stored.record().signer().equals(host.key()))
                .map(StoredRecord::sha256)
                .reduce((before, after) -> after);
    }

    /** Returns the files that steps wrote, and that are needed until they are destroyed. */
    public List<FileFact> transientFiles() {
        return written(step -> step.kind().file().isPresent()).toList();
    }

    /** Returns which host wrote a file, as a record has it. */
    Optional<String> writerOf(FileFact file) {
        return steps.stream()
                .flatMap(step -> record(step).stream())
                .filter(stored -> stored.record().facts().files().contains(file))
                .map(this::hostOf)
                .findFirst();
    }

    /** Returns every file of each master copy: it stays as it was written. */
    List<FileFact> copyFiles() {
        return written(PlanStep::isCopy).filter(file -> file.inStore().isPresent()).toList();
    }

    /** Returns the record of the step that made the last of the copies. */
    Optional<StoredRecord> lastCopy() {
        return records(StepKind.COPY).stream().reduce((before, after) -> after);
    }

    private Stream<FileFact> written(Predicate<PlanStep> by) {
        return steps.stream()
                .filter(by)
                .flatMap(step -> record(step).stream())
                .flatMap(stored -> stored.record().facts().files().stream())
                .filter(file -> file.use().equals(FileFact.WRITTEN));
    }
}
