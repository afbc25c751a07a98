package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;

/**
 * Which step of which plan a record is about.
 *
 * @param plan the plan's id
 * @param fingerprint SHA-256 of the plan's file
 * @param step the step's id
 * @param checked what the program compared with what people typed, a line each
 * @param stated what people said, and nothing checked, a line each
 * @param isAttended whether people were there
 * @since 0.1.0
 */
public record PlannedStep(
        String plan,
        String fingerprint,
        String step,
        List<String> checked,
        List<String> stated,
        boolean isAttended) {
    private static final int MAX_STEP = 255;

    /** Refuses what names no plan and no step. */
    public PlannedStep {
        Arguments.notNull("plan", plan, "fingerprint", fingerprint);
        Arguments.text("step", step, MAX_STEP);
        checked = List.copyOf(checked);
        stated = List.copyOf(stated);
        if (!plan.matches("[0-9a-f]{32}") || !fingerprint.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("no plan: " + plan + ", " + fingerprint);
        }
    }

    /** Returns a step without what people typed for it. */
    public static PlannedStep of(String plan, String fingerprint, String step) {
        return saying(plan, fingerprint, step, List.of(), List.of());
    }

    /** Returns a step with what people typed for it. */
    public static PlannedStep saying(
            String plan,
            String fingerprint,
            String step,
            List<String> checked,
            List<String> stated) {
        return new PlannedStep(plan, fingerprint, step, checked, stated, true);
    }

    /** Returns the step as one at which nobody was there. */
    public PlannedStep unattended() {
        return new PlannedStep(plan, fingerprint, step, checked, stated, false);
    }

    JsonObject toJson() {
        JsonObject.Builder json =
                JsonObject.builder().put("id", plan).put("sha256", fingerprint).put("step", step);
        if (!checked.isEmpty()) {
            json.put("checked", checked);
        }
        if (!stated.isEmpty()) {
            json.put("stated", stated);
        }
        if (!isAttended) {
            json.put("unattended", true);
        }
        return json.build();
    }

    static PlannedStep of(JsonObject json) throws MalformedInputException {
        json.requireOnly("id", "sha256", "step", "checked", "stated", "unattended");
        return new PlannedStep(
                json.string("id"),
                json.string("sha256"),
                json.string("step"),
                json.has("checked") ? json.strings("checked") : List.of(),
                json.has("stated") ? json.strings("stated") : List.of(),
                !json.has("unattended") || !json.bool("unattended"));
    }
}
