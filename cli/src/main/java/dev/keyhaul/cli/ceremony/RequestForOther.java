package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.ApprovalStore;
import dev.keyhaul.ceremony.approval.Approvals;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.evidence.HarmlessOptions;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.vault.VaultImportKeyCommand;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.VaultImport;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;

/**
 * The request for the import, made where the blob is: it saves the stick a way to the online host
 * and back. It has what that host is going to ask for; if anything differs there, that host asks
 * the witness itself.
 */
record RequestForOther(Path file, HostPlan here, GuideRecord records) {
    /** Writes it beside the plan, and records it, once. */
    void write(PlanStep step, PlanProgress progress) throws KeyTransferException {
        ClosedPlan plan = progress.plan();
        Clock clock = Clock.systemUTC();
        PendingRequests open = PendingRequests.ofUser();
        Path folder = PlanFiles.approvals(here.folder());
        PublicKey witness = key(plan.host(Duty.WITNESS).orElseThrow());
        PlannedHost actor = plan.host(step.host()).orElseThrow();
        ApprovalStore.Offered asked =
                Approvals.through(ApprovalFolder.openOrCreate(folder, open, clock), open, clock)
                        .ofPlan(progress, Fingerprint.of(key(actor)))
                        .ask(
                                subject(step, actor, progress),
                                keys(progress),
                                List.of(witness),
                                plan.people());
        if (!progress.requests().contains(asked.request().sha256())) {
            RecordDraft draft = new RecordDraft();
            draft.written(
                    "request for " + actor.name(),
                    Path.of(asked.place()),
                    asked.request().toFile());
            records.write(NoteKind.REQUEST.id(), ExitCode.DONE, draft);
        }
    }

    private static PublicKey key(PlannedHost host) {
        return host.key().orElseThrow();
    }

    private static Fingerprint target(PlanProgress progress) throws KeyTransferException {
        return Fingerprint.parse(progress.keyFingerprint().orElseThrow());
    }

    private static WorkKeys keys(PlanProgress progress) throws KeyTransferException {
        return WorkKeys.target(target(progress))
                .and(WorkKeys.of(KeyFact.KEK, progress.kekFingerprint().stream().toList()));
    }

    private ApprovalSubject subject(PlanStep step, PlannedHost actor, PlanProgress progress)
            throws KeyTransferException {
        ClosedPlan plan = progress.plan();
        Given given = StepValues.of(step, progress, here).with(PlanOptions.PLAN, file);
        String program = actor.program().orElseThrow();
        return VaultImport.subjectOfBlob(
                        step.command(),
                        VaultHost.parseUrl(plan.vault().url()),
                        plan.vault().name(),
                        progress.written(StepKind.BLOB).orElseThrow().sha256(),
                        target(progress))
                .at(StepFact.of(plan.id(), plan.fingerprint(), step.id()))
                .withOptions(HarmlessOptions.coveredOf(VaultImportKeyCommand.ROWS, given))
                .withEquipment(List.of(ProgramDigest.generatorIn(program)));
    }
}
