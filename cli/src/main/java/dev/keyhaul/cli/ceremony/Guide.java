package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.KnownPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A closed plan on one host: what the host does next, until the stick must move. */
final class Guide {
    static final int STOPPED = 130;

    /** What a run says that had nothing to do. */
    static final String NOTHING_HERE =
            "Nothing can be done on this host now. To stop the ceremony for good, add --stop.";

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(2);

    private final Path file;
    private final ClosedPlan plan;
    private final HostPlan here;
    private final PlanMemory memory;
    private final PlannedHost host;
    private final Questions questions;
    private final GuideRecord records;
    private final TypedNumber numbers;
    private final HostEquipment equipment;
    private final GuidedStep run;
    private final HostSetup setup;

    Guide(
            Path file,
            ClosedPlan plan,
            PlanMemory memory,
            Questions questions,
            HostSetup given,
            Console console)
            throws KeyTransferException {
        this.file = file;
        this.plan = plan;
        this.memory = memory;
        this.here = HostPlan.of(file, memory, given.places());
        this.host = plan.host(memory.get().host()).orElseThrow();
        this.questions = questions;
        this.setup = HostModules.compared(host, given, questions, console);
        this.records = new GuideRecord(here, plan, setup.modules(), questions);
        this.numbers = new TypedNumber(questions, memory);
        this.equipment = new HostEquipment(host, questions, setup);
        this.run = new GuidedStep(file, here, questions, numbers, records, setup);
    }

    /** Returns the exit code. */
    int run() throws KeyTransferException {
        if (isDoneHere()) {
            return new Handover(plan, here, questions).show(here.progress(plan), host);
        }
        stopped().endKek(here.progress(plan));
        memory.get().requireNotEnded();
        equipment.requireProgram();
        try {
            begin();
            OwnKey.writeAgain(memory, questions);
            Spare spare = new Spare(here, plan, host, questions, records);
            if (!spare.takesOver(here.progress(plan))) {
                return new Handover(plan, here, questions).show(here.progress(plan), host);
            }
            typePlan();
            PlanProgress progress = look(here.progress(plan));
            if (isClosed(progress)) {
                return close(progress);
            }
            new LostMemory(here, host, questions, records, setup).recall(progress, numbers);
            progress = here.progress(plan);
            arrive(progress);
            tellUnnamed(progress);
            progress = spare.act(progress, numbers);
            progress = tellWaiting(look(compareClock(recordTyped(progress))));
            return host.is(Duty.WITNESS)
                    ? new WitnessGuide(here, plan, records, questions, numbers).run(progress)
                    : steps(progress);
        } catch (Leaving e) {
            return leave(e);
        }
    }

    /**
     * Ends the ceremony for good, also if another host is next, whatever else is wrong, and at any
     * time.
     */
    int stop() throws KeyTransferException {
        PlanProgress progress = here.progress(plan);
        boolean isOver = isClosed(progress) || progress.stopped().isPresent();
        if (isOver || memory.get().isLost()) {
            return run();
        }
        begin();
        return leave(questions.stopping());
    }

    private void begin() {
        questions.begin();
        questions.say(
                plan.title()
                        + ", plan "
                        + plan.briefId()
                        + ": "
                        + host.name().toUpperCase(Locale.ROOT)
                        + ", "
                        + plan.whoAt(host));
    }

    private int leave(Leaving leaving) throws KeyTransferException {
        if (leaving.stops()) {
            stop(leaving.why());
        } else {
            questions.say("Left here: " + leaving.why() + ". Run the same command to continue.");
        }
        return STOPPED;
    }

    private StoppedPlan stopped() {
        return new StoppedPlan(
                host, questions, new Unexplained(file, here, questions, records, setup));
    }

    /** Whoever forgot where the stick goes next asks again. */
    private boolean isDoneHere() throws KeyTransferException {
        PlanProgress progress = here.progress(plan);
        return memory.get().ended().isPresent()
                && progress.stopped().isEmpty()
                && isClosed(progress);
    }

    private boolean isClosed(PlanProgress progress) {
        return progress.isClosed(host);
    }

    private void typePlan() throws KeyTransferException {
        if (memory.get().fingerprint().isEmpty()) {
            String fingerprint = plan.fingerprint();
            numbers.requirePlan(plan, fingerprint);
            memory.save(before -> before.typed(fingerprint));
        }
    }

    /** Refuses what was carried here and is not as it must be: no key is touched. */
    private PlanProgress look(PlanProgress progress) throws KeyTransferException {
        ClosedPlan.read(file);
        return here.whole(progress);
    }

    /**
     * Records of other hosts are those that the last host named: its row is typed, before anything
     * is done here and whatever this host has recorded since it arrived.
     */
    private void arrive(PlanProgress progress) throws KeyTransferException {
        Optional<String> head = progress.headOfOthers(host);
        if (head.isPresent() && !head.equals(memory.get().head())) {
            numbers.require("head " + head.get(), TypedNumber.HEAD, TypedNumber.row(head.get()));
            memory.save(before -> begun(before.seen(head, before.own())));
        } else if (memory.get().begun().isEmpty()) {
            requireNoneCut(progress);
        }
    }

    /** A stick is the way in for what nobody asked for. */
    private void tellUnnamed(PlanProgress progress) throws KeyTransferException {
        Handover.unnamed(here, progress)
                .ifPresent(
                        names ->
                                questions.say(
                                        "Beside the plan lies what no record names: "
                                                + names
                                                + ". Open none of it, ask who brought it, and"
                                                + " take it off the stick: the ceremony does not"
                                                + " need it."));
    }

    /** Says which requests wait for the witness, and since when. */
    private PlanProgress tellWaiting(PlanProgress progress) throws KeyTransferException {
        if (!host.is(Duty.WITNESS)) {
            for (WaitingRequest waiting : WitnessRequests.in(here.folder(), progress)) {
                progress.requested(waiting.request().subject())
                        .ifPresent(
                                step ->
                                        questions.say(
                                                "Waiting for the witness: "
                                                        + step.title()
                                                        + ", asked "
                                                        + WitnessRequests.age(waiting)
                                                        + " ago."));
            }
        }
        return progress;
    }

    /** The witness has no step that could be begun. */
    private KnownPlan begun(KnownPlan arrived) {
        return host.is(Duty.WITNESS) ? arrived.beginning(WitnessGuide.VISIT) : arrived;
    }

    /**
     * A stick whose newest records were removed is as it was when it left here, and no number tells
     * the two apart: only people know where it has been. Steps are ready on one host at a time, so
     * this one has nothing to do if another one has, or if the witness has. The witness has nothing
     * to do but what a record came with.
     */
    private void requireNoneCut(PlanProgress progress) throws KeyTransferException {
        Optional<PlannedHost> next = nextAfterHere(progress);
        if (next.isEmpty()) {
            return;
        }
        String name = next.get().name().toUpperCase(Locale.ROOT);
        questions.say("The stick has no new record, and what comes next is on " + name + ".");
        if (questions.yes("Did the run on " + name + " say to carry the stick here?")) {
            throw new CheckFailedException(
                    Reason.RECORDS_MISSING,
                    here.records() + " lacks the records that were made on " + name,
                    "bring the stick as it left "
                            + name
                            + "; if this is that stick, stop, and find out who removed them");
        }
    }

    /** What this host asks of the witness comes first, as at the handover. */
    private Optional<PlannedHost> nextAfterHere(PlanProgress progress) throws KeyTransferException {
        return host.is(Duty.WITNESS) || WitnessRequests.waiting(here.folder(), progress).isEmpty()
                ? Handover.next(progress, host)
                : progress.acting(Duty.WITNESS);
    }

    /** Only once the records that it follows are found to be whole. */
    private PlanProgress recordTyped(PlanProgress before) throws KeyTransferException {
        if (host.is(Duty.WITNESS)) {
            // The record of the approvals has it: an older stick that was shown leaves nothing.
            return before;
        }
        List<String> right = new ArrayList<>(numbers.right());
        String planIs = numbers.confirmed(TypedNumber.PLAN);
        boolean isRecorded =
                before.notes(NoteKind.TYPED).stream()
                        .filter(note -> note.host().equals(host.name()))
                        .anyMatch(note -> note.planned().checked().contains(planIs));
        if (!isRecorded && !right.contains(planIs)) {
            // It was typed here before an interruption, and the memory has it.
            right.add(0, planIs);
        }
        if (right.isEmpty()) {
            return before;
        }
        records.said(NoteKind.TYPED, right, List.of());
        return here.remember(plan);
    }

    /**
     * Clocks that differ contradict nothing: the order of the records is that of their chain.
     * People say which clock is wrong, and it goes on.
     */
    private PlanProgress compareClock(PlanProgress progress) throws KeyTransferException {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        Optional<StoredRecord> ahead = progress.datedAfter(now.plus(CLOCKS_DIFFER));
        if (ahead.isEmpty() || isSaid(progress, ahead.get())) {
            return progress;
        }
        Instant dated = ahead.get().record().newestTime().truncatedTo(ChronoUnit.SECONDS);
        String writer = progress.hostOf(ahead.get());
        String differs =
                "a record of "
                        + (writer.isEmpty() ? "another host" : writer.toUpperCase(Locale.ROOT))
                        + " is dated "
                        + dated
                        + ", but this host's clock shows "
                        + now
                        + ", "
                        + apart(Duration.between(now, dated))
                        + " earlier";
        questions.say("The clocks differ: " + differs + " (both UTC).");
        questions.say("Compare both with a third clock. The ceremony goes on in any case.");
        if (host.is(Duty.WITNESS) || !questions.isAttended()) {
            return progress;
        }
        String wrong = "";
        while (wrong.isEmpty()) {
            wrong = questions.ask("Which clock is wrong, and by how much? It is recorded >");
        }
        records.said(NoteKind.CLOCK, List.of(differs), List.of("which clock is wrong: " + wrong));
        return here.remember(plan);
    }

    private boolean isSaid(PlanProgress progress, StoredRecord ahead) {
        List<StoredRecord> all = progress.records();
        return progress.notes(NoteKind.CLOCK).stream()
                .filter(note -> note.host().equals(host.name()))
                .anyMatch(note -> all.indexOf(note.record()) >= all.indexOf(ahead));
    }

    private static String apart(Duration time) {
        return time.toHours() > 0
                ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toMinutes() + " min";
    }

    private int steps(PlanProgress first) throws KeyTransferException {
        showAgain(first);
        equipment.requireTokens();
        new Unexplained(file, here, questions, records, setup).settle(first);
        PlanProgress progress = look(here.remember(plan));
        Set<String> waiting = new HashSet<>();
        boolean hasStep = false;
        while (true) {
            Optional<PlanStep> next =
                    toDo(progress).stream()
                            .filter(step -> !waiting.contains(step.id()))
                            .findFirst();
            if (next.isEmpty()) {
                if (!hasStep) {
                    questions.say(NOTHING_HERE);
                }
                return new Handover(plan, here, questions).show(progress, host);
            }
            hasStep = true;
            showStep(progress, next.get());
            equipment.requireTokens();
            if (run.run(next.get(), progress) == GuidedStep.End.WAITING) {
                waiting.add(next.get().id());
            }
            progress = look(here.remember(plan));
            if (isClosed(progress)) {
                return close(progress);
            }
        }
    }

    /** What can be done here, and then what the witness can be asked for at the same visit. */
    private List<PlanStep> toDo(PlanProgress progress) throws KeyTransferException {
        Set<PlanStep> approved = WitnessRequests.approved(here.folder(), progress);
        return Stream.concat(
                        progress.readyAt(host).stream(),
                        progress.askableBy(host).stream().filter(s -> !approved.contains(s)))
                .toList();
    }

    private int close(PlanProgress progress) throws KeyTransferException {
        showAgain(progress);
        memory.save(before -> before.ending("its records are closed"));
        return new Handover(plan, here, questions).show(progress, host);
    }

    /** Shows the number that people were writing down when they were interrupted. */
    private void showAgain(PlanProgress progress) throws KeyTransferException {
        Optional<PlanStep> written =
                memory.get()
                        .begun()
                        .flatMap(id -> PlanSteps.find(plan, id))
                        .filter(progress::isDone);
        if (written.isPresent()) {
            questions.say("Before the interruption: " + written.get().title() + ".");
            run.show(written.get());
            memory.save(before -> before.settled());
        }
    }

    private void showStep(PlanProgress progress, PlanStep step) {
        int number = progress.steps().indexOf(step) + 1;
        boolean isReady = progress.readyAt(host).contains(step);
        questions.step(
                (isReady ? "Step " : "For step ")
                        + number
                        + " of "
                        + progress.steps().size()
                        + ": "
                        + step.title()
                        + (step.isApproved() && isReady ? " (needs the witness's approval)" : ""));
    }

    /** Ends the ceremony for good: records why, and says what exists. */
    private void stop(String why) throws KeyTransferException {
        memory.save(before -> before.ending("it was stopped: " + why));
        try {
            records.failed(NoteKind.STOP, STOPPED, why);
        } catch (KeyTransferException e) {
            questions.say(
                    "Stopped on this host alone: "
                            + why
                            + ". This stick has no record of it: "
                            + e.getMessage());
            questions.say(
                    "  hint: bring the newest stick to another host, and stop there too:"
                            + " keyhaul ceremony run --stop PLAN.json");
            return;
        }
        questions.say("Stopped: " + why + ".");
        PlanProgress progress = here.progress(plan);
        stopped().show(progress);
        stopped().endKek(progress);
    }
}
