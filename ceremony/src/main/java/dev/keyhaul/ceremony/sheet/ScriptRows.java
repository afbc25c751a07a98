package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.page.DigestRows;
import dev.keyhaul.core.page.Html;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbers on the script: printed ones, and empty rows of 16 digits in four groups, each with a box
 * for its check digit.
 */
final class ScriptRows {
    private static final int ROWS = 4;
    private static final int GROUPS = 4;
    private static final int DIGITS = 4;

    private ScriptRows() {}

    /** The classes of the script's style sheet. */
    enum Look {
        FACTS,
        INITIALS,
        PEOPLE,
        HOSTS,
        STEPS,
        FORM,
        ADVICE,
        BOX,
        EMPTY,
        LINE,
        ROW,
        WRITE,
        MOVE,
        VISIT
    }

    /** Returns a number that is compared, or typed from this paper. */
    static Html printed(String digest) {
        return Html.all(DigestRows.of(digest).stream().map(row -> Html.of("pre", row)));
    }

    /** Returns four empty rows, with what is written there. */
    static Html number(String what) {
        return empty(what, ROWS);
    }

    /** Returns one empty row, with what is written there. */
    static Html row(String what) {
        return empty(what, 1);
    }

    private static Html empty(String what, int rows) {
        return Html.of(
                "div",
                Look.WRITE,
                Html.of("p", what),
                Html.all(IntStream.rangeClosed(1, rows).mapToObj(ScriptRows::emptyRow)));
    }

    private static Html emptyRow(int number) {
        Html group = Html.all(Collections.nCopies(DIGITS, Html.of("i", "")).stream());
        Html checked = Html.of("b", group, Html.of("u", ""));
        return Html.of(
                "div",
                Look.ROW,
                Html.of("span", String.valueOf(number)),
                Html.all(Collections.nCopies(GROUPS, checked).stream()));
    }

    /** Returns room for the initials of each person. */
    static Html initials(List<Person> people) {
        return Html.of(
                "div",
                Look.INITIALS,
                Html.all(
                        people.stream()
                                .map(
                                        who ->
                                                Html.of(
                                                        "span",
                                                        Html.text(who.role()),
                                                        Html.of("i", "")))));
    }

    /** Returns a line to write on. */
    static Html line(String what) {
        return Html.of("div", Look.WRITE, Html.of("p", what), Html.of("div", Look.LINE, ""));
    }

    /** Returns a box to tick. */
    static Html box() {
        return Html.of("span", Look.BOX, "");
    }
}
