package dev.keyhaul.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A piece of a page. There is no way to make one of text that is not escaped: element names and
 * classes are the code's own, everything else goes through {@link #text}.
 */
final class Html {
    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /**
     * Shows text; a control or format character, such as one that turns text around, as \\uXXXX.
     */
    static Html text(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> escaped.append("&amp;");
                                case '<' -> escaped.append("&lt;");
                                case '>' -> escaped.append("&gt;");
                                case '"' -> escaped.append("&quot;");
                                case '\'' -> escaped.append("&#39;");
                                default -> character(c, escaped);
                            }
                        });
        return new Html(escaped.toString());
    }

    private static void character(int c, StringBuilder escaped) {
        int type = Character.getType(c);
        if (type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR) {
            escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
        } else {
            escaped.appendCodePoint(c);
        }
    }

    /** Makes an element. */
    static Html of(String element, Html... children) {
        return new Html("<" + element + ">" + all(Stream.of(children)).markup + end(element));
    }

    /** Makes an element of a class. */
    static Html of(String element, Style style, Html... children) {
        return new Html(
                "<"
                        + element
                        + " class=\""
                        + style.name().toLowerCase(Locale.ROOT)
                        + "\">"
                        + all(Stream.of(children)).markup
                        + end(element));
    }

    private static String end(String element) {
        return "</" + element + ">\n";
    }

    /** Makes an element of text. */
    static Html of(String element, String text) {
        return of(element, text(text));
    }

    /** Makes an element of a class, of text. */
    static Html of(String element, Style style, String text) {
        return of(element, style, text(text));
    }

    /** Puts pieces after each other. */
    static Html all(Stream<Html> pieces) {
        return new Html(pieces.map(piece -> piece.markup).collect(Collectors.joining()));
    }

    /** Puts pieces after each other. */
    static Html all(Html... pieces) {
        return all(Stream.of(pieces));
    }

    /** Makes a table with a head that is repeated on each sheet. */
    static Html table(Style style, List<String> head, Stream<Html> rows) {
        return of(
                "table",
                style,
                of("thead", of("tr", all(head.stream().map(title -> of("th", title))))),
                of("tbody", all(rows)));
    }

    /** Makes a table's row. */
    static Html row(Html... cells) {
        return of("tr", all(Stream.of(cells).map(cell -> of("td", cell))));
    }

    String markup() {
        return markup;
    }
}
