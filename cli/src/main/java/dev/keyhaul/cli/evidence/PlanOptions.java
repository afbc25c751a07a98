package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.util.Optional;

/** Which step of a ceremony's plan a command is. */
public record PlanOptions(Given given) {

    public static final Opt<Path> PLAN =
            Opt.input(
                    "--plan FILE",
                    "do a step of this ceremony's plan: replaces every option that the plan sets, and those of the record and of the approval",
                    Harmless.TOLD,
                    new BesidePlan());

    public static final Opt<String> STEP =
            Opt.text(
                    "--step ID",
                    "with --plan: which step (default: the next one of this command)",
                    Harmless.TOLD,
                    new BesidePlan());

    public static final Rows ROWS =
            Rows.of(PlanOptions.class).and(PLAN, STEP).and(PlaceOptions.ROWS);

    /** Notes the step in the record, if there is a plan. */
    public void note(Console console) throws KeyTransferException {
        Path plan = given.get(PLAN);
        String step = given.get(STEP);
        if (plan != null && step != null) {
            new PlaceOptions(given).byName(); // Refuses a place without a name.
            ClosedPlan read = ClosedPlan.read(plan);
            console.record().planned(StepFact.of(read.id(), read.fingerprint(), step));
        }
    }

    /** Returns what is to be approved, with the plan and the step if there is one. */
    static ApprovalSubject addedTo(ApprovalSubject subject, Console console) {
        Optional<StepFact> planned = console.record().planned();
        return planned.isEmpty() ? subject : subject.at(planned.get());
    }
}
