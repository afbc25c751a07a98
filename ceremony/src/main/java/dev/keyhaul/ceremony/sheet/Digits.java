package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.DigestRows;
import dev.keyhaul.core.page.Html;

/**
 * Fingerprints and hashes as two people read them to each other: groups of four, numbered lines.
 */
final class Digits {
    private static final int ROW = 16;

    private Digits() {}

    /** Returns 64 hex digits in four lines of four groups; anything else unchanged. */
    static Html of(String identity) {
        if (!Sha256.isHex(identity)) {
            return Html.of("span", Style.CODE, identity);
        }
        return Html.of(
                "div",
                Style.FINGERPRINT,
                Html.all(DigestRows.of(identity).stream().map(Digits::row)));
    }

    private static Html row(String row) {
        int number = row.indexOf(' ');
        return Html.of(
                "div",
                Style.LINE,
                Html.of("span", Style.NUMBER, row.substring(0, number)),
                Html.text(row.substring(number + 1)));
    }

    /** Returns the first row of a number; any other text is returned unchanged. */
    static String start(String identity) {
        return Sha256.isHex(identity) ? identity.substring(0, ROW) + "…" : identity;
    }
}
