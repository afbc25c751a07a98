package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.page.Html;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The title, the result at a glance, the target key and the people. */
final class HeadSection {
    private static final int MOST_FAILED = 3;

    private HeadSection() {}

    static Html of(RecordVerification verification, String title, int openPoints) {
        List<CeremonyRecord> records =
                verification.records().stream().map(StoredRecord::record).toList();
        RecordsVerdict verdict = RecordsVerdict.of(verification);
        long done = records.stream().filter(r -> r.deed().isDone()).count();
        long waited = records.stream().filter(r -> r.deed().isWaiting()).count();
        long refused = records.size() - done - waited;
        return Html.all(
                banner(verdict),
                Html.of(
                        "header",
                        Html.of("p", Style.KICKER, "Key ceremony"),
                        Html.of("h1", title),
                        Html.of("p", Style.SUB, period(records) + hosts(records))),
                Html.of(
                        "div",
                        Style.CARDS,
                        card(
                                records.isEmpty() || verification.signed() < records.size()
                                        ? Style.OPEN
                                        : Style.GOOD,
                                String.valueOf(records.size()),
                                records.size() == 1 ? "record" : "records",
                                verification.signed() == records.size()
                                        ? "all signed"
                                        : verification.signed() + " signed"),
                        card(
                                verdictStyle(verdict),
                                verdict.word(),
                                "signatures and order",
                                verdict.end()),
                        card(
                                refused == 0 ? Style.GOOD : Style.BAD,
                                String.valueOf(done),
                                done == 1 ? "step done" : "steps done",
                                refused == 0 ? "none refused" : refused + " refused or failed"),
                        card(
                                openPoints == 0 ? Style.GOOD : Style.OPEN,
                                String.valueOf(openPoints),
                                openPoints == 1 ? "open point" : "open points",
                                openPoints == 0 ? "none" : "to be settled or accepted")),
                failed(verification),
                words(verdict),
                targets(records),
                people(records));
    }

    /**
     * Returns what does not hold, where it cannot be overlooked: the first of it, if it is much.
     */
    static Html failed(RecordVerification verification) {
        List<String> failed = verification.failed();
        return Html.all(
                failed.stream()
                        .limit(MOST_FAILED)
                        .map(sentence -> Html.of("p", Html.of("b", Style.BAD, sentence))));
    }

    /** Returns the page's first line, if this is no page to sign. */
    static Html banner(RecordsVerdict verdict) {
        return verdict.banner()
                .map(
                        words ->
                                Html.of(
                                        "p",
                                        Style.BANNER,
                                        words
                                                + ". Do not sign this page as a ceremony that was held."))
                .orElseGet(() -> Html.text(""));
    }

    static Style verdictStyle(RecordsVerdict verdict) {
        if (!verdict.holds()) {
            return Style.BAD;
        }
        return verdict.isAuthentic() && verdict.isClosed() ? Style.GOOD : Style.OPEN;
    }

    /** The same words as the report of a verification. */
    static Html words(RecordsVerdict verdict) {
        return Html.of(
                "section",
                Html.of("h2", "What was checked of the records"),
                Html.of("p", verdict.sentence()),
                Html.table(
                        Style.WIDE,
                        List.of("Checked", "Not checked"),
                        Stream.of(
                                Html.row(lines(verdict.checked()), lines(verdict.notChecked())))));
    }

    private static Html lines(List<String> sentences) {
        return Html.all(sentences.stream().map(sentence -> Html.of("p", sentence)));
    }

    private static Html card(Style state, String value, String what, String more) {
        return Html.of(
                "div",
                Style.CARD,
                Html.of("div", state, value),
                Html.of("div", Style.VALUE, what),
                Html.of("div", Style.SMALL, more));
    }

    static String period(List<CeremonyRecord> records) {
        if (records.isEmpty()) {
            return "no records";
        }
        List<Instant> times =
                records.stream()
                        .flatMap(r -> Stream.of(r.deed().started(), r.deed().ended()))
                        .sorted()
                        .toList();
        return UtcText.span(times.get(0), times.get(times.size() - 1));
    }

    static String hosts(List<CeremonyRecord> records) {
        String hosts =
                records.stream()
                        .map(CeremonyRecord::setting)
                        .map(Setting::host)
                        .distinct()
                        .collect(Collectors.joining(", "));
        return hosts.isEmpty() ? "" : " · " + hosts;
    }

    /** The target key, large: people compare it first. */
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
                Html.of(
                        "p",
                        Style.SMALL,
                        "Names and roles as typed. Software cannot check who was present."));
    }
}
