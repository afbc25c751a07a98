package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.List;

/** What people do when a number does not match, or something else goes wrong. */
final class ScriptAdvice {
    private ScriptAdvice() {}

    static Html of(ClosedPlan plan) {
        List<Html> rows = new ArrayList<>();
        rows.add(
                row(
                        "A row differs, or a group has a slip",
                        "Look again, and type it again. If the paper has it so, leave with"
                                + " Ctrl-C: the host that showed the number shows it again"
                                + " ('keyhaul ceremony status PLAN.json'). Correct the paper, and"
                                + " initial it."));
        rows.add(
                row(
                        "A file of the ceremony is missing",
                        "The screen names the host that wrote it. Find out who took it, put it"
                                + " back, and run the same command."));
        rows.add(
                row(
                        "The plan's fingerprint, or your own key, differs",
                        "Never correct these two. Look for the script with this plan's id. If it"
                                + " is that one: type \"stop\" and say why."));
        if (plan.hasWitness()) {
            rows.add(
                    row(
                            "A request shows something that is not agreed here",
                            "The witness answers \"no\" and says why: the request alone is withdrawn,"
                                    + " or the ceremony ends."));
        }
        if (plan.hosts().stream().anyMatch(host -> !host.tokens().isEmpty())) {
            rows.add(
                    row(
                            "A PIN is refused",
                            "Find out why before the next try: tokens lock after a few."));
        }
        rows.add(row("Something is not ready: a cable, a sign-in", "Fix it, and press Enter."));
        rows.add(
                row(
                        "The host fails, or has to be left",
                        "Lock it, and note the time. To continue, run the same command."));
        rows.add(
                row(
                        "The ceremony was stopped",
                        "The screen lists what exists, and what to do with it. Disable the KEK in"
                                + " the vault, if there is one, and keep this paper and the"
                                + " records. Begin again with another plan."));
        return Html.table(ScriptRows.Look.ADVICE, List.of("If", "Then"), rows.stream());
    }

    private static Html row(String when, String then) {
        return Html.row(Html.text(when), Html.text(then));
    }
}
