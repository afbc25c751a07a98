package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.json.JsonForm.Sparse;
import java.util.List;

/**
 * Which step of which plan a record is about.
 *
 * @param plan the plan's id
 * @param fingerprint SHA-256 of the plan's file
 * @param step the step's id
 * @param checked what the program compared with what people typed, a line each
 * @param stated what people said, and nothing checked, a line each
 * @param slips what people typed wrongly since the last record, a line each, with its time
 * @param isUnattended whether nobody was there
 * @since 0.1.0
 */
public record StepFact(
        @Name("id") String plan,
        @Name("sha256") String fingerprint,
        String step,
        @Sparse List<String> checked,
        @Sparse List<String> stated,
        @Sparse List<String> slips,
        @Name("unattended") @Sparse boolean isUnattended) {
    private static final int MAX_STEP = 255;

    /** Refuses what names no plan and no step. */
    public StepFact {
        Arguments.notNull("plan", plan, "fingerprint", fingerprint);
        Arguments.text("step", step, MAX_STEP);
        checked = List.copyOf(checked);
        stated = List.copyOf(stated);
        slips = List.copyOf(slips);
        if (!plan.matches("[0-9a-f]{32}") || !Sha256.isHex(fingerprint)) {
            throw new IllegalArgumentException("no plan: " + plan + ", " + fingerprint);
        }
    }

    /** Returns a step without what people typed for it. */
    public static StepFact of(String plan, String fingerprint, String step) {
        return saying(plan, fingerprint, step, List.of(), List.of());
    }

    /** Returns a step with what people typed for it. */
    public static StepFact saying(
            String plan,
            String fingerprint,
            String step,
            List<String> checked,
            List<String> stated) {
        return new StepFact(plan, fingerprint, step, checked, stated, List.of(), false);
    }

    /** Returns the step with what was typed wrongly before it. */
    public StepFact after(List<String> wrong) {
        return new StepFact(plan, fingerprint, step, checked, stated, wrong, isUnattended);
    }

    /** Returns the step as one at which nobody was there. */
    public StepFact unattended() {
        return new StepFact(plan, fingerprint, step, checked, stated, slips, true);
    }
}
