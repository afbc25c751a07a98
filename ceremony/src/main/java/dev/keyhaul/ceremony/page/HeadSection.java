package dev.keyhaul.ceremony.page;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.page.Html;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What it is, when and by whom, and at a glance whether all is well. */
final class HeadSection {
    private HeadSection() {}

    static Html of(RecordVerification verification, String title, int openPoints) {
        List<CeremonyRecord> records =
                verification.records().stream().map(StoredRecord::record).toList();
        long done = records.stream().filter(r -> r.deed().isDone()).count();
        long waited = records.stream().filter(r -> r.deed().isWaiting()).count();
        long refused = records.size() - done - waited;
        return Html.all(
                Html.of(
                        "header",
                        Html.of("p", Style.KICKER, "Key ceremony"),
                        Html.of("h1", title),
                        Html.of("p", Style.SUB, period(records) + hosts(records))),
                Html.of(
                        "div",
                        Style.CARDS,
                        card(
                                String.valueOf(records.size()),
                                records.size() == 1 ? "record" : "records",
                                verification.signed() == records.size()
                                        ? "each signed"
                                        : verification.signed() + " signed",
                                verification.signed() == records.size() && !records.isEmpty()),
                        card(
                                verification.failed().isEmpty() ? "whole" : "not whole",
                                "signatures and order",
                                verification.failed().isEmpty()
                                        ? "each holds, none is missing between"
                                        : verification.failed().size() + " do not hold",
                                verification.failed().isEmpty()),
                        card(
                                String.valueOf(done),
                                "steps done",
                                refused == 0 ? "none refused" : refused + " refused or failed",
                                refused == 0),
                        card(
                                String.valueOf(openPoints),
                                openPoints == 1 ? "open point" : "open points",
                                openPoints == 0 ? "none" : "to be settled or accepted",
                                openPoints == 0)),
                targets(records),
                people(records));
    }

    private static Html card(String value, String what, String more, boolean good) {
        return Html.of(
                "div",
                Style.CARD,
                Html.of("div", good ? Style.GOOD : Style.OPEN, value),
                Html.of("div", Style.VALUE, what),
                Html.of("div", Style.SMALL, more));
    }

    private static String period(List<CeremonyRecord> records) {
        if (records.isEmpty()) {
            return "no records";
        }
        List<Instant> times =
                records.stream()
                        .flatMap(r -> Stream.of(r.deed().started(), r.deed().ended()))
                        .sorted()
                        .toList();
        return Times.span(times.get(0), times.get(times.size() - 1));
    }

    private static String hosts(List<CeremonyRecord> records) {
        String hosts =
                records.stream()
                        .map(CeremonyRecord::setting)
                        .map(Setting::host)
                        .distinct()
                        .collect(Collectors.joining(", "));
        return hosts.isEmpty() ? "" : " · " + hosts;
    }

    /** The key that it is all about, large: it is what people compare first. */
    private static Html targets(List<CeremonyRecord> records) {
        return Html.all(
                records.stream()
                        .flatMap(r -> r.facts().keys().stream())
                        .filter(key -> key.role().equals(KeyFact.TARGET))
                        .map(KeyFact::identity)
                        .distinct()
                        .map(
                                identity ->
                                        Html.of(
                                                "div",
                                                Style.BOX,
                                                Html.of("p", Style.KICKER, "The target key"),
                                                Digits.of(identity))));
    }

    private static Html people(List<CeremonyRecord> records) {
        return Html.of(
                "section",
                Html.of("h2", "People"),
                Html.table(
                        Style.WIDE,
                        List.of("Name", "Role", "Took part in"),
                        records.stream()
                                .flatMap(r -> r.setting().people().stream())
                                .distinct()
                                .map(
                                        person ->
                                                Html.row(
                                                        Html.text(person.name()),
                                                        Html.text(person.role()),
                                                        Html.text(
                                                                records.stream()
                                                                                .filter(
                                                                                        r ->
                                                                                                r.setting()
                                                                                                        .people()
                                                                                                        .contains(
                                                                                                                person))
                                                                                .count()
                                                                        + " of "
                                                                        + records.size()
                                                                        + " steps")))),
                Html.of("p", Style.SMALL, "As typed in. No software knows who sat there."));
    }
}
