package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.KnownPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.HeldLogins;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.workflow.record.Recording;
import java.util.List;
import java.util.Map;

/** A record of the guide itself: what no command did. It is signed like those of commands. */
record GuideRecord(HostPlan here, ClosedPlan plan, ModuleOptions module, Questions questions) {
    /**
     * Writes a record.
     *
     * @param id the id of the step or the note that it is of
     * @param exit 0 if it was done
     * @param noted what is in it
     */
    void write(String id, int exit, RecordDraft noted) throws KeyTransferException {
        write(StepFact.of(plan.id(), plan.fingerprint(), id), exit, noted);
    }

    private void write(StepFact step, int exit, RecordDraft noted) throws KeyTransferException {
        StepFact after = step.after(here.memory().get().slips());
        noted.planned(questions.isAttended() ? after : after.unattended());
        while (true) {
            try {
                sign(exit, noted);
                here.memory().save(KnownPlan::withoutSlips);
                return;
            } catch (WrongSecretException e) {
                questions.again(
                        "Not recorded yet: "
                                + e.getMessage()
                                + ". What was done stays done; its record is signed with a key in"
                                + " that token");
            }
        }
    }

    private void sign(int exit, RecordDraft noted) throws KeyTransferException {
        questions.doing("to sign the records");
        Recording recording =
                Recording.begin(here.records(), PlanSteps.GUIDE, Map.of(), plan.people());
        try (HeldLogins.Act act = questions.logins().begin();
                OpenedEvidenceKey key = key(act)) {
            recording.end(exit, noted, Version.generator(), key.signer().orElseThrow());
        }
        here.remember(plan);
    }

    /** Opens the key that signs here. */
    OpenedEvidenceKey key(HeldLogins.Act act) throws KeyTransferException {
        SecretSource pin =
                SecretSource.of("PIN", "--pins").fromFile(here.signingPinFile().orElse(null));
        AccessOptions access = AccessOptions.of(module, new PfxOptions(Given.NOTHING), pin);
        return OpenedEvidenceKey.of(
                OpenedSource.of(here.signsWith(), access, Console.silent().in(act)));
    }

    /** Writes a record of what people typed: numbers that were compared, and what was not. */
    void said(NoteKind kind, List<String> checked, List<String> stated)
            throws KeyTransferException {
        said(kind, checked, stated, new RecordDraft());
    }

    /** Writes the same with what it is about. */
    void said(NoteKind kind, List<String> checked, List<String> stated, RecordDraft noted)
            throws KeyTransferException {
        write(
                StepFact.saying(plan.id(), plan.fingerprint(), kind.id(), checked, stated),
                ExitCode.DONE,
                noted);
    }

    /** Writes a record of what was typed wrongly, if nothing was recorded since. */
    void slips() throws KeyTransferException {
        if (!here.memory().get().slips().isEmpty()) {
            said(NoteKind.TYPED, List.of(), List.of());
        }
    }

    /** Writes a record of what went wrong. */
    void failed(NoteKind kind, int exit, String why) throws KeyTransferException {
        RecordDraft draft = new RecordDraft();
        draft.failed(why, "");
        write(kind.id(), exit, draft);
    }
}
