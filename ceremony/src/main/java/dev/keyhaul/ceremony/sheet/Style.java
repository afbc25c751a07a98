package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.page.Document;
import dev.keyhaul.core.page.Html;
import java.nio.charset.StandardCharsets;

/** The classes that the page's style sheet knows, by their names in lower case. */
enum Style {
    APPENDIX,
    BAD,
    BANNER,
    BLANK,
    BOX,
    CARD,
    CARDS,
    CLAIMS,
    CODE,
    DONE,
    FAILED,
    FINGERPRINT,
    GOOD,
    KICKER,
    LINE,
    MUTED,
    NUMBER,
    NUMBERS,
    OPEN,
    PROOFS,
    RECORD,
    RECORDS,
    REFUSED,
    ROOM,
    SHEETS,
    SIGN,
    SMALL,
    STEPS,
    SUB,
    VALUE,
    WAITING,
    WIDE;

    /** More characters of a title do not fit at the foot of a sheet. */
    private static final int MOST = 60;

    /**
     * Returns a file of these classes.
     *
     * @param paper the value of CSS's property {@code size}
     * @param foot what stands at the foot of each sheet, beside its number and how many there are
     */
    static byte[] page(String styleSheet, String paper, String title, String foot, Html body) {
        String style =
                ResourceText.read(Style.class.getResourceAsStream(styleSheet), styleSheet)
                        + "@page { size: "
                        + paper
                        + "; @bottom-left { content: "
                        + string(foot)
                        + "; } @bottom-right { content: \"Sheet \" counter(page) \" of \""
                        + " counter(pages); } }\n";
        return Document.of(title, style, body).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a text as a string of CSS: what is no letter, digit or blank is escaped. */
    private static String string(String text) {
        StringBuilder css = new StringBuilder("\"");
        text.codePoints()
                .forEach(
                        c -> {
                            if (c == ' ' || Character.isLetterOrDigit(c)) {
                                css.appendCodePoint(c);
                            } else {
                                css.append(String.format("\\%x ", c));
                            }
                        });
        return css.append('"').toString();
    }

    /** Returns the foot of a planned ceremony's sheets: a long title ends earlier there. */
    static String foot(CeremonyPlan plan, String title) {
        int end =
                title.offsetByCodePoints(
                        0, Math.min(MOST, title.codePointCount(0, title.length())));
        return "Plan " + plan.briefId() + ": " + title.substring(0, end);
    }
}
