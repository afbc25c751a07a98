package dev.keyhaul.ceremony.page;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every number that people wrote on paper, with a box to tick when they compared it again. */
final class PlanNumbers {
    private static final String HEAD_OPTION = "--expect-head";

    private final List<Html> numbers = new ArrayList<>();

    private PlanNumbers() {}

    static Html of(PlanProgress progress) {
        PlanNumbers found = new PlanNumbers();
        CeremonyPlan plan = progress.plan();
        found.add("The plan", plan.fingerprint());
        progress.keyFingerprint().ifPresent(key -> found.add("The tenant key", key));
        progress.kekFingerprint().ifPresent(kek -> found.add("The KEK", kek));
        found.journalHead(progress);
        progress.steps().stream()
                .filter(PlanStep::isClosing)
                .forEach(
                        step ->
                                progress.record(step.id())
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

    /** It was typed before the key was made not extractable. */
    private void journalHead(PlanProgress progress) {
        List<String> typed =
                progress.record(PlanStep.SEAL)
                        .map(record -> record.record().deed().arguments())
                        .orElse(List.of());
        int option = typed.indexOf(HEAD_OPTION);
        if (option >= 0 && option + 1 < typed.size()) {
            add("The journal's head", typed.get(option + 1));
        }
    }

    private void add(String what, String number) {
        numbers.add(
                Html.of(
                        "div",
                        Html.of("p", Html.of("span", Style.BLANK, ""), Html.of("b", what)),
                        Digits.of(number)));
    }
}
