package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.plan.ClosedPlan;

/**
 * The script of one ceremony, to print in black and white: its plan's fingerprint, who takes part
 * and where, each step with room for what is written down, and when the stick moves. It has no word
 * of a step that this ceremony does not have.
 */
public final class ScriptPage {
    private ScriptPage() {}

    /** Returns the script of a plan. */
    public static byte[] of(ClosedPlan plan, String paper) {
        return Style.page(
                "script.css",
                paper,
                plan.title(),
                Style.foot(plan, plan.title()),
                ScriptBody.of(plan));
    }
}
