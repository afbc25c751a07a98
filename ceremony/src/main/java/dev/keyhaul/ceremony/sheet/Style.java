package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.page.Document;
import dev.keyhaul.core.page.Html;
import java.nio.charset.StandardCharsets;

/** The classes that the page's style sheet knows, by their names in lower case. */
enum Style {
    APPENDIX,
    BAD,
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

    /**
     * Returns a file of these classes.
     *
     * @param paper the value of CSS's property {@code size}
     */
    static byte[] page(String styleSheet, String paper, String title, Html body) {
        String style =
                ResourceText.read(Style.class.getResourceAsStream(styleSheet), styleSheet)
                        + "@page { size: "
                        + paper
                        + "; }\n";
        return Document.of(title, style, body).getBytes(StandardCharsets.UTF_8);
    }
}
