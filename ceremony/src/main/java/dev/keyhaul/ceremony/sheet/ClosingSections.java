package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.core.page.Html;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The open points, the last records, and room for signatures. */
final class ClosingSections {
    private static final int ROOM_FOR_MORE = 2;

    private ClosingSections() {}

    static Html of(RecordVerification verification, List<String> openPoints) {
        return Html.all(open(openPoints), heads(verification), signatures(verification));
    }

    private static Html open(List<String> openPoints) {
        return Html.of(
                "section",
                Html.of("h2", "Open points"),
                openPoints.isEmpty()
                        ? Html.of("p", Style.GOOD, "These records show no open points.")
                        : Html.table(
                                Style.WIDE,
                                List.of("", "Point", "Settled or accepted by"),
                                openPoints.stream()
                                        .map(
                                                point ->
                                                        Html.row(
                                                                Html.of("span", Style.BLANK, ""),
                                                                Html.text(point),
                                                                Html.of("span", Style.ROOM, "")))));
    }

    static Html heads(RecordVerification verification) {
        return Html.of(
                "section",
                Html.of("h2", "Where the records end"),
                Html.of(
                        "p",
                        Style.SMALL,
                        "SHA-256 of the last record of each chain. Keep it on paper: keyhaul ceremony report"
                                + " --verify-only --expect-head then shows whether a record was removed."),
                Html.all(
                        verification.chain().heads().stream()
                                .map(head -> Html.of("div", Style.BOX, Digits.of(head)))));
    }

    private static Html signatures(RecordVerification verification) {
        Stream<Person> people =
                verification.records().stream()
                        .flatMap(r -> r.record().setting().people().stream())
                        .distinct();
        Stream<Html> named =
                people.map(person -> line(Html.text(person.name()), Html.text(person.role())));
        Stream<Html> blank =
                Collections.nCopies(
                        ROOM_FOR_MORE,
                        line(Html.of("span", Style.ROOM, ""), Html.of("span", Style.ROOM, "")))
                        .stream();
        return Html.of(
                "section",
                Style.SIGN,
                Html.of("h2", "Signatures"),
                Html.of(
                        "p",
                        "Each of us was present at the steps that name us, compared what is ticked"
                                + " above, and knows the open points."),
                Html.table(
                        Style.SIGN,
                        List.of("Name", "Role", "Date and time (wall clock)", "Signature"),
                        Stream.concat(named, blank)));
    }

    private static Html line(Html name, Html role) {
        return Html.row(
                name, role, Html.of("span", Style.ROOM, ""), Html.of("span", Style.ROOM, ""));
    }
}
