package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
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
    private int second;

    private RecordedPlan(Path home) throws Exception {
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
        second++;
        folder.write(
                new Deed(
                        command,
                        Map.of(),
                        Plans.START.plusSeconds(second),
                        Plans.START.plusSeconds(second),
                        exit,
                        Optional.empty(),
                        Optional.empty()),
                new Setting(plan.people(), "h", "a", "s", ClockState.UNKNOWN, "keyhaul 1.0"),
                draft.facts(folder.path()),
                SoftwareEvidenceKey.of(signer));
    }

    /** Notes the witness's approval of the step. */
    void approved(RecordDraft draft) {
        approvedBy(witness, draft);
    }

    /** Notes anyone's approval of the step. */
    void approvedBy(SoftwareKey approver, RecordDraft draft) {
        StepFact planned = draft.planned().orElseThrow();
        String command = PlanSteps.find(plan, planned.step()).orElseThrow().command();
        draft.approval(approvalOf(ApprovalSubject.to(command).at(planned), approver));
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
