package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;

/**
 * Which step of which plan a record is about.
 *
 * @param plan the plan's id
 * @param fingerprint SHA-256 of the plan's file
 * @param step the step's id
 * @since 0.1.0
 */
public record PlannedStep(String plan, String fingerprint, String step) {
    private static final int MAX_STEP = 255;

    /** Refuses what names no plan and no step. */
    public PlannedStep {
        Arguments.notNull("plan", plan, "fingerprint", fingerprint);
        Arguments.text("step", step, MAX_STEP);
        if (!plan.matches("[0-9a-f]{32}") || !fingerprint.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("no plan: " + plan + ", " + fingerprint);
        }
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("id", plan)
                .put("sha256", fingerprint)
                .put("step", step)
                .build();
    }

    static PlannedStep of(JsonObject json) throws MalformedInputException {
        json.requireOnly("id", "sha256", "step");
        return new PlannedStep(json.string("id"), json.string("sha256"), json.string("step"));
    }
}
