package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.line.PlanReader;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;

/** A command with a plan, which decides most of its values. */
public final class PlannedCommand implements PlanReader {
    /** Knows no plan yet. */
    public PlannedCommand() {}

    @Override
    public Given completed(String command, Given typed, Given andSettings, UsedSettings settings)
            throws KeyTransferException {
        Path file = typed.find(PlanOptions.PLAN).orElseThrow();
        HostSetup.requireOutside(
                HostPlan.folderOf(file), settings, new ModuleOptions(andSettings).files());
        ClosedPlan plan = ClosedPlan.read(file);
        HostPlan here = HostPlan.of(file, plan, new PlaceOptions(andSettings).byName());
        Optional<String> wanted = typed.find(PlanOptions.STEP);
        boolean isUndoing = wanted.filter(NoteKind.UNDO.id()::equals).isPresent();
        PlanProgress read = here.progress(plan);
        PlanProgress progress = isUndoing ? here.wholeToUndo(read) : here.whole(read);
        here.remember(plan);
        if (command.equals("approve")) {
            return typed.and(StepValues.ofApproval(progress, here));
        } else if (isUndoing) {
            // The key that is to be deleted is what is asked for.
            return typed.and(StepValues.ofUndoing(progress, here));
        }
        PlanStep step = step(command, wanted, progress, here);
        plan.requireOpenAt(Clock.systemUTC().instant(), step.kind());
        Given planned = StepValues.of(step, progress, here);
        requireNoOther(typed, planned);
        return typed.and(planned);
    }

    private static PlanStep step(
            String command, Optional<String> wanted, PlanProgress progress, HostPlan here)
            throws RefusedException {
        PlannedHost host = progress.plan().host(here.memory().get().host()).orElseThrow();
        // What cannot be done yet is only asked for: its approval is not used.
        return Stream.concat(progress.readyAt(host).stream(), progress.askableBy(host).stream())
                .filter(step -> step.host().equals(host.name()))
                .filter(step -> step.command().equals(command))
                .filter(step -> wanted.isEmpty() || wanted.get().equals(step.id()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        Reason.PLAN_STEP_MISSING,
                                        "the plan has no step '"
                                                + wanted.orElse(command)
                                                + "' for this command on this host now",
                                        "'keyhaul ceremony status' shows what is next, and"
                                                + " where"));
    }

    /** What was typed is what the plan has, an argument without a name too, or stands beside it. */
    static void requireNoOther(Given typed, Given planned) throws RefusedException {
        for (Opt<?> row : typed.rows()) {
            boolean isSame = planned.has(row) && typed.find(row).equals(planned.find(row));
            if (!isSame && row.trait(BesidePlan.class).isEmpty()) {
                throw new RefusedException(
                        Reason.OPTIONS_CONFLICT,
                        row.name() + " differs from the plan",
                        "leave it out: the plan sets it");
            }
        }
    }
}
