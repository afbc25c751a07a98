package dev.keyhaul.cli.ceremony;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.report.StoreReport;
import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PaperNumber;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.cli.backup.BackupChangeSignerCommand;
import dev.keyhaul.cli.backup.StoreOption;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.key.CopiesBeforeSeal;
import dev.keyhaul.cli.option.KekProvenanceOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.Reason.Trouble;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.page.DigestRows;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One step: its command with the plan, what a person types for it, and what people write down. */
record GuidedStep(
        Path file,
        HostPlan here,
        Questions questions,
        TypedNumber numbers,
        GuideRecord records,
        HostSetup setup) {
    /** How a step ended. */
    enum End {
        DONE,
        WAITING
    }

    /** Does a step; what is only not ready is tried again. */
    End run(PlanStep step, PlanProgress progress) throws KeyTransferException {
        requireOpen(step, progress.plan());
        if (step.kind() == StepKind.DESTROY) {
            destroy(step, progress);
            return End.DONE;
        }
        PlannedHost host = progress.plan().host(here.memory().get().host()).orElseThrow();
        boolean isReady = progress.readyAt(host).contains(step);
        if (!progress.acting(step).equals(host)) {
            new RequestForOther(file, here, records).write(step, progress);
            questions.say("The request for " + progress.acting(step).name() + " is on the stick.");
            return End.WAITING;
        }
        Given given =
                (isReady ? typed(step, progress) : known(step, progress))
                        .and(setup.valuesWithPlan())
                        .with(PlanOptions.PLAN, file)
                        .with(PlanOptions.STEP, step.id());
        List<String> right = numbers.right();
        if (!right.isEmpty()) {
            records.said(NoteKind.TYPED, right, List.of());
        }
        if (step.isClosing()) {
            custody(progress);
        }
        while (true) {
            here.memory().save(before -> before.beginning(step.id()));
            questions.doing("to " + step.title());
            InnerCommand ended = InnerCommand.run(questions, step.command(), given);
            ended.warnings().forEach(warning -> questions.say("warning: " + warning));
            if (ended.isDone()) {
                // Before anybody is asked to write something down: that takes a while.
                here.remember(progress.plan());
                show(step);
                here.memory().save(before -> before.settled());
                return End.DONE;
            }
            if (ended.isWaiting()) {
                here.memory().save(before -> before.settled());
                questions.say("This step waits for the witness's approval.");
                return End.WAITING;
            }
            switch (trouble(ended)) {
                case NOT_READY, MISTYPED -> questions.again("Not done", ended);
                case UNEXPLAINED -> {
                    // What was there before the step is not what the step left: it stays.
                    here.memory().save(before -> before.settled());
                    questions.say(
                            "No record explains what is there, so it is never used: find out who"
                                    + " made it. It must be gone before this step, as with 'keyhaul"
                                    + " key delete'.");
                    questions.again("Not done", ended);
                }
                case CONTRADICTED -> throw Leaving.stopping(ended.why());
            }
            new Unexplained(file, here, questions, records, setup).settle(progress);
        }
    }

    /** A clock can be set right; nothing was begun yet. */
    private void requireOpen(PlanStep step, ClosedPlan plan) {
        while (true) {
            try {
                plan.requireOpenAt(Clock.systemUTC().instant(), step.kind());
                return;
            } catch (RefusedException e) {
                questions.again("Not now: " + e.getMessage() + "; " + e.hint().orElse(""));
            }
        }
    }

    private static Trouble trouble(InnerCommand ended) {
        return ended.failure()
                .flatMap(why -> why.code().trouble())
                .orElseGet(() -> ExitCode.trouble(ended.exit()));
    }

    private Given typed(PlanStep step, PlanProgress progress) throws KeyTransferException {
        if (step.kind() == StepKind.COPY) {
            new HostDrives(progress.plan(), here, questions).state(progress, records);
        }
        // The log of a rehearsal's vault shows nothing that a page would ask for.
        if (step.kind() == StepKind.BLOB && !progress.plan().isRehearsal()) {
            questions.say(
                    "Open point: that the KEK was made in the vault, and not imported, shows only"
                            + " in the vault's log: KeyCreate, and no KeyImport, for this"
                            + " version.");
        }
        Given given = Given.NOTHING;
        for (PaperNumber number : step.types()) {
            given = given.and(typed(number, progress));
        }
        return given;
    }

    private Given typed(PaperNumber number, PlanProgress progress) throws KeyTransferException {
        return switch (number) {
            case OLD_JOURNAL -> {
                JournalEvidence journal = journal(progress);
                numbers.requireOld("store", number.words(), journal.heads());
                // Its newest: a take-over that was interrupted is in it.
                yield Given.NOTHING.with(
                        BackupChangeSignerCommand.EXPECT_HEAD, journal.head().sha256());
            }
            case OLD_KEY -> {
                String key = progress.keyFingerprint().orElseThrow();
                numbers.requireOld("old key", number.words(), List.of(key));
                yield Given.NOTHING;
            }
            case KEK -> {
                String kek = progress.kekFingerprint().orElseThrow();
                numbers.require("KEK " + kek, number.words(), kek);
                yield Given.NOTHING.with(KekProvenanceOptions.KEK_SHA256, Fingerprint.parse(kek));
            }
            case JOURNAL -> {
                requireRecordedCopies(progress);
                String head = journalHead(progress);
                numbers.require("journal " + head, number.words(), head);
                yield Given.NOTHING.with(CopiesBeforeSeal.EXPECT_HEAD, List.of(head));
            }
            case VAULT_ROW -> {
                numbers.requireWitness(progress);
                yield Given.NOTHING;
            }
            case TENANT_KEY, RECOVERY_PAIR, BLOB, URL, CLOSING -> Given.NOTHING;
        };
    }

    /** The store that keys are restored from; a drive that is not there is waited for. */
    private JournalEvidence journal(PlanProgress progress) throws KeyTransferException {
        Path store = here.at(progress.plan().store().orElseThrow());
        while (true) {
            try {
                return JournalEvidence.of(MasterCopyStore.open(store), StoreTrust.none());
            } catch (KeyTransferException e) {
                questions.again("The store is not ready: " + e.getMessage());
            }
        }
    }

    /** What is only asked for is typed once it is done. */
    private Given known(PlanStep step, PlanProgress progress) throws KeyTransferException {
        return step.types().contains(PaperNumber.JOURNAL)
                ? Given.NOTHING.with(CopiesBeforeSeal.EXPECT_HEAD, List.of(journalHead(progress)))
                : Given.NOTHING;
    }

    /** People say it, and nothing checks it. */
    private void custody(PlanProgress progress) throws KeyTransferException {
        PlannedHost host = progress.plan().host(here.memory().get().host()).orElseThrow();
        if (host.tokens().isEmpty() || !questions.isAttended() || hasSaid(progress, host)) {
            return;
        }
        questions.say(
                "State where each PIN is kept. Never type a PIN here: the answers are recorded.");
        List<String> stated = new ArrayList<>();
        for (PlannedToken token : host.tokens()) {
            // Not in the words that a PIN itself is asked for with.
            String asked = "Token '" + token.label() + "', its PIN: ";
            String who = keeper(asked, progress);
            String seal = questions.ask(asked + "number of its seal (Enter for none) >");
            stated.add(
                    "PIN of token '"
                            + token.label()
                            + "': "
                            + (who.isEmpty() ? "nobody was named" : "kept by " + who)
                            + (seal.isEmpty() ? ", without a seal" : ", sealed with " + seal));
        }
        records.said(NoteKind.CUSTODY, List.of(), stated);
    }

    private String keeper(String asked, PlanProgress progress) {
        while (true) {
            String who = questions.ask(asked + "who keeps it >");
            if (!Custodian.mayBePin(progress.plan(), who)) {
                return who;
            }
            questions.say(
                    "This looks like a PIN, and was not recorded. Type who keeps it, in words. If"
                            + " it is the PIN, change it: the screen showed it.");
        }
    }

    private static boolean hasSaid(PlanProgress progress, PlannedHost host) {
        return progress.notes(NoteKind.CUSTODY).stream()
                .anyMatch(note -> note.record().record().signer().equals(host.key()));
    }

    private String journalHead(PlanProgress progress) throws KeyTransferException {
        return progress.plan().key().restored().isPresent()
                ? journal(progress).head().sha256()
                : copies(progress).head().journalHead();
    }

    private StoreReport copies(PlanProgress progress) throws KeyTransferException {
        ClosedPlan plan = progress.plan();
        PublicKey signer = plan.host(Duty.OFFLINE).orElseThrow().key().orElseThrow();
        InnerCommand list =
                InnerCommand.run(
                        questions,
                        "backup list",
                        Given.NOTHING
                                .with(
                                        StoreOption.STORE,
                                        here.at(plan.copies().orElseThrow().store()))
                                .with(TrustOptions.SIGNED_BY, Fingerprint.of(signer).toString()));
        if (!list.isDone()) {
            throw new CheckFailedException(
                    Reason.COPY_NOT_PROVEN,
                    "the store of the master copies cannot be relied on: " + list.why(),
                    "use the store in its state after the last copy was made");
        }
        return list.report(StoreReport.class);
    }

    /** A copy that no record explains, from before an interruption, stands in for none of them. */
    private void requireRecordedCopies(PlanProgress progress) throws KeyTransferException {
        Set<String> lacking = new TreeSet<>(progress.copies());
        for (StoreReport.Copy copy : copies(progress).copies()) {
            if (copy.lastProven() != null) {
                lacking.remove(copy.id());
            }
        }
        if (!lacking.isEmpty()) {
            throw new CheckFailedException(
                    Reason.COPY_NOT_PROVEN,
                    "the store lacks a copy that was made and proven: "
                            + String.join(", ", lacking),
                    "use the store in its state after the last copy was made; another copy cannot replace this one");
        }
    }

    /** Shows what a step made: it is begun until people have written its number down. */
    void show(PlanStep step) throws KeyTransferException {
        PlanProgress progress = here.progress(ClosedPlan.read(file));
        if (step.kind() == StepKind.COPY && step.writes().isPresent()) {
            new HostDrives(progress.plan(), here, questions).verify(progress, records);
        }
        if (step.writes().isPresent()) {
            write(step.writes().get(), step, progress);
        } else if (step.kind() == StepKind.KEK_RECORD) {
            questions.say(
                    "done; later, the witness reads the KEK from the vault, on their own machine");
        } else {
            questions.say("done");
        }
    }

    private void write(PaperNumber number, PlanStep step, PlanProgress progress) {
        String value = progress.number(number, step).orElse("");
        if (number == PaperNumber.URL) {
            questions.say("  " + value);
            questions.wait("Write " + number.words() + ", on your paper.");
        } else {
            questions.write(number.words(), PaperNumber.onPaper(value));
        }
    }

    private void destroy(PlanStep step, PlanProgress progress) throws KeyTransferException {
        questions.say("These files will be deleted; the KEK is disabled already:");
        RecordDraft draft = new RecordDraft();
        for (FileFact fact : progress.transientFiles()) {
            Path path = PlanFiles.place(here.folder(), fact);
            questions.say("  " + path.getFileName() + "  " + DigestRows.first(fact.sha256()));
            draft.deleted(fact.what(), path, fact.lengthBytes(), fact.sha256());
        }
        questions.wait("Delete every other copy of them.");
        here.memory().save(before -> before.beginning(step.id()));
        for (FileFact fact : progress.transientFiles()) {
            Path path = PlanFiles.place(here.folder(), fact);
            try {
                FileNames.deleteIfExists(path);
            } catch (IOException e) {
                throw FileException.writing(path, e);
            }
        }
        records.write(step.id(), ExitCode.DONE, draft);
        here.memory().save(before -> before.settled());
    }
}
