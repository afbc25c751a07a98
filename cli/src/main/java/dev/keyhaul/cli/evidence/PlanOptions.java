package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.PlannedStep;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.plan.PlannedCommand;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which step of a ceremony's plan a command is. */
public final class PlanOptions {
    @Option(
            names = PlannedCommand.PLAN,
            paramLabel = "FILE",
            description =
                    "do a step of this ceremony's plan: replaces every option that the plan sets, and those of the record and of the approval")
    private @Nullable Path plan;

    @Option(
            names = PlannedCommand.STEP,
            paramLabel = "ID",
            description = "with --plan: which step (default: the next one of this command)")
    private @Nullable String step;

    /** The plan's words were filled in with them before the options were read. */
    @Mixin private PlaceOptions places = new PlaceOptions();

    /** Notes the step in the record, if there is a plan. */
    public void note(Console console) throws KeyTransferException {
        if (plan != null && step != null) {
            places.byName(); // Refuses a place without a name.
            ClosedPlan read = ClosedPlan.read(plan);
            console.record().planned(PlannedStep.of(read.id(), read.fingerprint(), step));
        }
    }

    /** Returns what is to be approved, with the plan and the step if there is one. */
    static ApprovalSubject addedTo(ApprovalSubject subject, Console console) {
        Optional<PlannedStep> planned = console.record().planned();
        return planned.isEmpty() ? subject : subject.at(planned.get());
    }
}
