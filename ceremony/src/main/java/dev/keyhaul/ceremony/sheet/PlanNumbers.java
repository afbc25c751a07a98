package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every number that people wrote on paper, with a box to tick when they compared it again. */
final class PlanNumbers {
    private final List<Html> numbers = new ArrayList<>();

    private PlanNumbers() {}

    static Html of(PlanProgress progress) {
        PlanNumbers found = new PlanNumbers();
        ClosedPlan plan = progress.plan();
        found.add("The plan", plan.fingerprint());
        progress.keyFingerprint().ifPresent(key -> found.add("The tenant key", key));
        progress.kekFingerprint().ifPresent(kek -> found.add("The KEK", kek));
        if (plan.hasWitness()) {
            progress.recoveryFingerprint().ifPresent(key -> found.add("The recovery pair", key));
            progress.written(StepKind.BLOB).ifPresent(blob -> found.add("The blob", blob.sha256()));
        }
        progress.journalHead().ifPresent(head -> found.add("The journal's head", head));
        progress.steps().stream()
                .filter(PlanStep::isClosing)
                .forEach(
                        step ->
                                progress.record(step)
                                        .ifPresent(
                                                record ->
                                                        found.add(
                                                                "The closing record of "
                                                                        + step.host()
                                                                                .toUpperCase(
                                                                                        Locale
                                                                                                .ROOT),
                                                                record.sha256())));
        return Html.of(
                "section",
                Html.of("h2", "Numbers that were compared"),
                Html.of(
                        "p",
                        Style.SMALL,
                        "One person reads from the paper of the day. Another compares, and ticks"
                                + " the box."),
                Html.of("div", Style.NUMBERS, Html.all(found.numbers.stream())));
    }

    private void add(String what, String number) {
        numbers.add(
                Html.of(
                        "div",
                        Html.of("p", Html.of("span", Style.BLANK, ""), Html.of("b", what)),
                        Digits.of(number)));
    }
}
