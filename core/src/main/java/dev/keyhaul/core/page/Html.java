package dev.keyhaul.core.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A piece of a page. It cannot be made of text that is not escaped: element names and classes come
 * from the code, everything else goes through {@link #text}. Its string is its markup.
 */
public final class Html {
    /** Of an element, what is before the end of its first tag. */
    private final String open;

    private final String rest;

    private Html(String open, String rest) {
        this.open = open;
        this.rest = rest;
    }

    private Html(String markup) {
        this("", markup);
    }

    /**
     * Shows text, also in an attribute; a character without a shape of its own, such as one that
     * turns text around, as {@code \\uXXXX}.
     */
    public static Html text(String text) {
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
        switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            default -> escaped.appendCodePoint(c);
        }
    }

    /** Makes an element. */
    public static Html of(String element, Html... children) {
        return new Html("<" + element, ">" + all(children) + "</" + element + ">\n");
    }

    /** Makes an element that has no end, such as {@code br}. */
    public static Html alone(String element) {
        return new Html("<" + element, ">");
    }

    /** Makes an element of the class that the constant names, in lower case. */
    public static Html of(String element, Enum<?> style, Html... children) {
        return of(element, children).with("class", style.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Returns an element with one more attribute.
     *
     * @throws IllegalStateException if this is no element
     */
    public Html with(String attribute, Object value) {
        if (open.isEmpty()) {
            throw new IllegalStateException("no element: " + rest);
        }
        return new Html(open + " " + attribute + "=\"" + text(value.toString()) + "\"", rest);
    }

    /** Makes an element of text. */
    public static Html of(String element, String text) {
        return of(element, text(text));
    }

    /** Makes an element of a class, of text. */
    public static Html of(String element, Enum<?> style, String text) {
        return of(element, style, text(text));
    }

    /** Puts pieces after each other. */
    public static Html all(Stream<Html> pieces) {
        return new Html(pieces.map(Html::toString).collect(Collectors.joining()));
    }

    /** Puts pieces after each other. */
    public static Html all(Html... pieces) {
        return all(Stream.of(pieces));
    }

    /** Makes a table with a head that is repeated on each sheet. */
    public static Html table(Enum<?> style, List<String> head, Stream<Html> rows) {
        return of(
                "table",
                style,
                of("thead", of("tr", all(head.stream().map(title -> of("th", title))))),
                of("tbody", all(rows)));
    }

    /** Makes a table's row. */
    public static Html row(Html... cells) {
        return of("tr", all(Stream.of(cells).map(cell -> of("td", cell))));
    }

    @Override
    public String toString() {
        return open + rest;
    }
}
