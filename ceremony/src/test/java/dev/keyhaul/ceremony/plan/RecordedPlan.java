package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.OwnRecords;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordList;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A closed plan with the keys of its hosts, and the folder of its records. */
final class RecordedPlan implements AutoCloseable {
    static final String KEY = "1".repeat(64);

    final SoftwareKey offline;
    final SoftwareKey online;
    final SoftwareKey witness;
    ClosedPlan plan;
    RecordFolder folder;
    private final Path home;
    private int second;

    private RecordedPlan(Path home) throws Exception {
        this.home = home;
        offline = GeneratedKeys.software(2048, "offline");
        online = GeneratedKeys.software(3072, "online");
        witness = GeneratedKeys.software(4096, "witness");
        plan =
                Plans.enrolled(
                                offline.description().requireRsa(),
                                online.description().requireRsa(),
                                witness.description().requireRsa())
                        .close(List.of());
        folder = RecordFolder.openOrCreate(PlanFiles.records(home));
    }

    static RecordedPlan in(Path home) throws Exception {
        return new RecordedPlan(home);
    }

    /** Writes into another folder from now on. */
    void continueIn(Path records) throws Exception {
        folder = RecordFolder.openOrCreate(records);
    }

    void write(String step, String command, SoftwareKey signer) throws Exception {
        write(step, command, 0, signer, draft -> {});
    }

    void write(
            String step, String command, int exit, SoftwareKey signer, Consumer<RecordDraft> more)
            throws Exception {
        write(plan, step, command, exit, signer, more);
    }

    void write(
            ClosedPlan of,
            String step,
            String command,
            int exit,
            SoftwareKey signer,
            Consumer<RecordDraft> more)
            throws Exception {
        RecordDraft draft = new RecordDraft();
        draft.planned(StepFact.of(of.id(), of.fingerprint(), step));
        draft.key(new KeyFact(KeyFact.TARGET, KEY, "hsm", ""));
        more.accept(draft);
        write(draft, command, exit, signer);
    }

    void write(RecordDraft draft, String command, int exit, SoftwareKey signer) throws Exception {
        folder.write(
                deed(command, exit),
                setting(),
                draft.facts(folder.path()),
                SoftwareEvidenceKey.of(signer));
    }

    /** Closes the records of a host. */
    void close(String step, SoftwareKey signer) throws Exception {
        RecordDraft draft = new RecordDraft();
        draft.planned(StepFact.of(plan.id(), plan.fingerprint(), step));
        RecordDraft typed = new RecordDraft();
        typed.planned(StepFact.of(plan.id(), plan.fingerprint(), NoteKind.TYPED.id()));
        OwnRecords own =
                OwnRecords.begin(folder.path(), RecordList.in(home.resolve("list of " + step)));
        SoftwareEvidenceKey key = SoftwareEvidenceKey.of(signer);
        // Whoever wrote nothing has nothing to close.
        own.write(deed("ceremony run", 0), setting(), typed.facts(folder.path()), key);
        own.close(deed("ceremony close", 0), setting(), draft.facts(folder.path()), List.of(), key);
    }

    private Deed deed(String command, int exit) {
        second++;
        Instant time = Plans.START.plusSeconds(second);
        return new Deed(command, Map.of(), time, time, exit, Optional.empty(), Optional.empty());
    }

    private Setting setting() {
        return new Setting(plan.people(), "h", "a", "s", ClockState.UNKNOWN, "keyhaul 1.0");
    }

    /** Notes the witness's approval of the step. */
    void approved(RecordDraft draft) {
        approvedBy(witness, draft);
    }

    /** Notes anyone's approval of the step. */
    void approvedBy(SoftwareKey approver, RecordDraft draft) {
        StepFact planned = draft.planned().orElseThrow();
        PlanStep step = PlanSteps.find(plan, planned.step()).orElseThrow();
        ApprovalSubject subject =
                ApprovalSubject.to(step.command())
                        .at(planned)
                        .by(
                                Fingerprint.of(
                                        plan.host(step.host()).orElseThrow().key().orElseThrow()));
        ApprovalFact approval = approvalOf(subject, approver);
        noteApproval(approval.request(), approver);
        draft.approval(approval);
    }

    /** Whoever approves records it first. */
    void noteApproval(String request, SoftwareKey approver) {
        note(NoteKind.APPROVAL, request, approver);
    }

    /** Records a request, or its approval. */
    void note(NoteKind kind, String request, SoftwareKey signer) {
        try {
            RecordDraft note = new RecordDraft();
            note.planned(StepFact.of(plan.id(), plan.fingerprint(), kind.id()));
            note.read("request", Path.of("/stick/r.request.json"), 1, request);
            write(note, "ceremony run", 0, signer);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Fingerprint fingerprint(SoftwareKey key) throws KeyTransferException {
        return Fingerprint.of(key.description().requireRsa());
    }

    /** Returns an approval of anything. */
    static ApprovalFact approvalOf(ApprovalSubject subject, SoftwareKey approver) {
        try {
            PublicKey key = approver.description().requireRsa();
            byte[] request =
                    ApprovalRequest.of(
                                    subject,
                                    List.of(Fingerprint.of(key)),
                                    List.of(),
                                    "h",
                                    Plans.START,
                                    GeneratedKeys.RANDOM)
                            .toFile();
            return ApprovalFact.verified(
                            key, request, SoftwareEvidenceKey.of(approver).sign(request))
                    .orElseThrow();
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns what does not hold of the records. */
    List<String> failed() throws Exception {
        return RecordVerification.of(folder, List.of(), List.of(), null).failed();
    }

    PlanProgress progress() throws Exception {
        return PlanProgress.of(plan, folder.read());
    }

    @Override
    public void close() {
        Stream.of(offline, online, witness).forEach(SoftwareKey::close);
    }
}
