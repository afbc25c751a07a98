package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanFiles;
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
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows where a ceremony stands; changes nothing. */
public record CeremonyStatusCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("title", "state", "progress", "next").always("deviations");

    static final Opt.Sure<Path> FILE =
            Opt.positional("PLAN.json", Kind.PATH, "the plan", new Reads()).required();

    public static final Rows ROWS =
            Rows.of(CeremonyStatusCommand.class).and(JsonOption.ROWS, PlaceOptions.ROWS).and(FILE);

    @Override
    public void run(Call call) throws KeyTransferException {
        CeremonyPlan plan = CeremonyPlan.read(given.get(FILE));
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("title", plan.title())
                        .put("id", plan.id())
                        .put("state", plan instanceof ClosedPlan ? "closed" : "open");
        if (plan instanceof ClosedPlan closed) {
            closed(closed, report, call);
        } else {
            report.put(
                            "progress",
                            names(plan, true).size() + " of " + plan.hosts().size() + " hosts")
                    .put("done", names(plan, true))
                    .put("next", names(plan, false))
                    .put("copies", List.of())
                    .put("waiting", List.of())
                    .put("deviations", List.of());
        }
        call.console().report(report.build(), HEADLINE);
    }

    private static List<String> names(CeremonyPlan plan, boolean enrolled) {
        return plan.hosts().stream()
                .filter(host -> host.isEnrolled() == enrolled)
                .map(host -> "enrolment of " + host.name())
                .toList();
    }

    private void closed(ClosedPlan plan, JsonObject.Builder report, Call call)
            throws KeyTransferException {
        Map<String, Path> places = new PlaceOptions(given).byName();
        Path folder = HostPlan.folderOf(given.get(FILE));
        PlanProgress progress = HostPlan.progress(given.get(FILE), plan);
        List<String> deviations = new ArrayList<>(progress.deviations());
        try {
            PlanFiles.require(folder, places, progress);
        } catch (CheckFailedException e) {
            deviations.add(String.valueOf(e.getMessage()));
        }
        report.put(
                "copies",
                StoreLook.at(folder, places, progress).stream().map(StoreLook::words).toList());
        progress.stopped()
                .ifPresent(
                        record ->
                                deviations.add(
                                        "stopped: " + record.record().deed().error().orElse("")));
        List<PlanStep> next =
                progress.stopped().isPresent() ? List.<PlanStep>of() : progress.ready();
        long done = progress.steps().stream().filter(progress::isDone).count();
        Set<PlanStep> asked = WitnessRequests.steps(folder, progress);
        report.put("progress", done + " of " + progress.steps().size() + " steps");
        report.put("done", text(plan, progress.steps().stream().filter(progress::isDone).toList()))
                .put("next", next.stream().map(step -> next(plan, step, asked)).toList())
                .put(
                        "waiting",
                        text(
                                plan,
                                progress.steps().stream()
                                        .filter(step -> !progress.isDone(step))
                                        .filter(step -> !next.contains(step))
                                        .toList()))
                .put("deviations", deviations);
        if (!deviations.isEmpty()) {
            call.exitWith(ExitCode.CHECK_FAILED);
        }
    }

    private static List<String> text(CeremonyPlan plan, List<PlanStep> steps) {
        return steps.stream().map(step -> step.title() + ", on " + where(plan, step)).toList();
    }

    private static String next(CeremonyPlan plan, PlanStep step, Set<PlanStep> asked) {
        String text = step.title() + ", on " + where(plan, step);
        return asked.contains(step)
                ? text
                        + ": waits for "
                        + plan.host(Duty.WITNESS).map(PlannedHost::name).orElse("the witness")
                        + " to approve"
                : text;
    }

    private static String where(CeremonyPlan plan, PlanStep step) {
        return plan.host(step.host()).map(PlannedHost::name).orElse(step.host());
    }
}
