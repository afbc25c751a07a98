package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.StoreLook;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shows where a ceremony stands; changes nothing. */
public record CeremonyStatusCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("title", "state", "program", "progress", "next", "now", "shown")
                    .always("deviations");

    static final Opt.Sure<Path> FILE =
            Opt.positional("PLAN.json", Kind.PATH, "the plan", new Reads()).required();

    public static final Rows ROWS =
            Rows.of(CeremonyStatusCommand.class)
                    .reporting(Report.class)
                    .and(JsonOption.ROWS, PlaceOptions.ROWS)
                    .and(FILE);

    /** Whether a plan can still be changed. */
    enum State {
        OPEN,
        CLOSED
    }

    /**
     * Where a ceremony stands.
     *
     * @param title the ceremony's name
     * @param id the plan's id: 32 hex digits
     * @param state whether the plan can still be changed
     * @param program SHA-256 of the program that runs here, as the script has that of each host
     * @param copies the stores of the master copies: what was seen of each here, and when it was
     *     last verified
     * @param progress how much is done, such as 4 of 11 steps
     * @param done the steps that are done, in order; of an open plan, the hosts that are enrolled
     * @param next the steps that can be done now, and where; of an open plan, the hosts that are
     *     not enrolled
     * @param now who does what now: where, and the command
     * @param waiting the steps that wait for others
     * @param shown the numbers that this host had people write down, to correct a slip of the pen
     * @param deviations what deviates from the plan, a sentence each: then nothing more may be done
     */
    record Report(
            String title,
            String id,
            State state,
            String program,
            List<String> copies,
            String progress,
            List<String> done,
            List<String> next,
            String now,
            List<String> waiting,
            List<ShownNumbers.Shown> shown,
            List<String> deviations) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        CeremonyPlan plan = CeremonyPlan.read(given.get(FILE));
        Report report = plan instanceof ClosedPlan closed ? closed(closed) : open(plan);
        call.console().report(report, HEADLINE);
        if (!report.deviations().isEmpty()) {
            call.exitWith(ExitCode.CHECK_FAILED);
        }
    }

    private static Report open(CeremonyPlan plan) throws KeyTransferException {
        List<String> enrolled = names(plan, true);
        return new Report(
                plan.title(),
                plan.id(),
                State.OPEN,
                ProgramDigest.sha256(),
                List.of(),
                enrolled.size() + " of " + plan.hosts().size() + " hosts",
                enrolled,
                names(plan, false),
                plan.hosts().stream()
                        .filter(host -> !host.isEnrolled())
                        .findFirst()
                        .map(host -> Handover.carry(plan, host))
                        .orElse("close the plan: " + Handover.SCRIPT),
                List.of(),
                List.of(),
                List.of());
    }

    private static List<String> names(CeremonyPlan plan, boolean enrolled) {
        return plan.hosts().stream()
                .filter(host -> host.isEnrolled() == enrolled)
                .map(host -> "enrolment of " + host.name())
                .toList();
    }

    private Report closed(ClosedPlan plan) throws KeyTransferException {
        Map<String, Path> places = HostPlan.places(plan, new PlaceOptions(given).byName());
        Path folder = HostPlan.folderOf(given.get(FILE));
        PlanProgress progress = HostPlan.progress(given.get(FILE), plan);
        List<String> deviations = new ArrayList<>(progress.deviations());
        try {
            PlanFiles.require(folder, places, progress);
            Optional<PlanMemory> memory = PlanMemory.find(plan.id());
            if (memory.isPresent()) {
                HostPlan.of(given.get(FILE), memory.get(), places).requireNoneLacks(progress);
            }
        } catch (CheckFailedException e) {
            deviations.add(String.valueOf(e.getMessage()));
        }
        progress.stopped()
                .ifPresent(
                        record ->
                                deviations.add(
                                        "stopped: " + record.record().deed().error().orElse("")));
        List<PlanStep> next =
                progress.stopped().isPresent() ? List.<PlanStep>of() : progress.ready();
        long done = progress.steps().stream().filter(progress::isDone).count();
        Set<PlanStep> asked = WitnessRequests.waiting(folder, progress);
        return new Report(
                plan.title(),
                plan.id(),
                State.CLOSED,
                ProgramDigest.sha256(),
                StoreLook.at(folder, places, progress).stream().map(StoreLook::words).toList(),
                done + " of " + progress.steps().size() + " steps",
                text(progress, progress.steps().stream().filter(progress::isDone).toList()),
                next.stream().map(step -> next(progress, step, asked)).toList(),
                deviations.isEmpty()
                        ? now(progress, next, asked)
                        : "nothing, until what deviates is mended, or explained",
                text(
                        progress,
                        progress.steps().stream()
                                .filter(step -> !progress.isDone(step))
                                .filter(step -> !next.contains(step))
                                .toList()),
                deviations.isEmpty() ? ShownNumbers.of(progress) : List.of(),
                deviations);
    }

    private static String now(PlanProgress progress, List<PlanStep> next, Set<PlanStep> asked)
            throws KeyTransferException {
        Optional<String> here =
                PlanMemory.find(progress.plan().id()).map(memory -> memory.get().host());
        return next.stream()
                .findFirst()
                .flatMap(
                        step ->
                                next.stream()
                                        .filter(other -> !asked.contains(other))
                                        .findFirst()
                                        .map(progress::acting)
                                        .or(() -> progress.acting(Duty.WITNESS)))
                .map(host -> Handover.carry(progress.plan(), host, here))
                .orElseGet(() -> Handover.report(progress.plan()));
    }

    private static List<String> text(PlanProgress progress, List<PlanStep> steps) {
        return steps.stream().map(step -> text(progress, step)).toList();
    }

    private static String next(PlanProgress progress, PlanStep step, Set<PlanStep> asked) {
        String text = text(progress, step);
        return asked.contains(step)
                ? text
                        + ": waits for "
                        + progress.acting(Duty.WITNESS).map(PlannedHost::name).orElse("the witness")
                        + " to approve"
                : text;
    }

    private static String text(PlanProgress progress, PlanStep step) {
        return step.title()
                + ", on "
                + progress.record(step)
                        .map(progress::hostOf)
                        .orElseGet(() -> progress.acting(step).name());
    }
}
