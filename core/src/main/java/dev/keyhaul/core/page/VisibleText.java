package dev.keyhaul.core.page;

/**
 * Text that came from outside, as a terminal may show it: what it would obey, or what makes a line
 * that looks like one of ours, is escaped. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class VisibleText {
    private VisibleText() {}

    /** Returns whether a character is shown as it is, within a line. */
    static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }

    /** Returns the text on one line. */
    public static String oneLine(String text) {
        return lines(text).replace("\n", "\\n").replace("\t", "\\t");
    }

    /**
     * Escapes as JSON does, so that JSON means the same after: one for each UTF-16 unit. Line feeds
     * and tabs stay.
     */
    public static String lines(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            if (isShown(c) || c == '\n' || c == '\t') {
                                shown.appendCodePoint(c);
                            } else {
                                for (char unit : Character.toChars(c)) {
                                    shown.append(String.format("\\u%04x", (int) unit));
                                }
                            }
                        });
        return shown.toString();
    }
}
