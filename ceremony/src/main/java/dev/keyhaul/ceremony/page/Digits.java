package dev.keyhaul.ceremony.page;

import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fingerprints and hashes as two people read them to each other: groups of four, numbered lines.
 */
final class Digits {
    private static final int GROUP = 4;
    private static final int GROUPS_A_LINE = 4;
    private static final String PREFIX = "sha256:";

    private Digits() {}

    /** Returns 64 hex digits in four lines of four groups; anything else unchanged. */
    static Html of(String identity) {
        String hex =
                (identity.startsWith(PREFIX) ? identity.substring(PREFIX.length()) : identity)
                        .replace("-", "");
        if (!hex.matches("[0-9a-f]{64}")) {
            return Html.of("span", Style.CODE, identity);
        }
        List<String> lines = new ArrayList<>();
        int lineLength = GROUP * GROUPS_A_LINE;
        for (int from = 0; from < hex.length(); from += lineLength) {
            lines.add(hex.substring(from, from + lineLength).replaceAll("(.{4})(?=.)", "$1 "));
        }
        return Html.of(
                "div",
                Style.FINGERPRINT,
                Html.all(
                        IntStream.range(0, lines.size())
                                .mapToObj(
                                        i ->
                                                Html.of(
                                                        "div",
                                                        Style.LINE,
                                                        Html.of(
                                                                "span",
                                                                Style.NUMBER,
                                                                String.valueOf(i + 1)),
                                                        Html.text(" " + lines.get(i))))));
    }

    /** Returns the first groups, to distinguish hashes at a glance. */
    static String brief(String hex) {
        return hex.substring(0, 2 * GROUP) + "…";
    }
}
