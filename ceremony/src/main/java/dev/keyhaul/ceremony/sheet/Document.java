package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.Html;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One HTML file that needs nothing else, and whose policy allows nothing but its style sheet. */
final class Document {
    private Document() {}

    /**
     * Returns the file.
     *
     * @param paper the value of CSS's property {@code size}
     */
    static byte[] of(String styleSheet, String paper, String title, Html body) {
        String style =
                ResourceText.read(Document.class.getResourceAsStream(styleSheet), styleSheet)
                        + "@page { size: "
                        + paper
                        + "; }\n";
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
        <meta name="referrer" content="no-referrer">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        %s<style>%s</style>
        </head>
        <body>
        %s</body>
        </html>
        """
                .formatted(hash(style), Html.of("title", title), style, body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(String style) {
        byte[] sha256 = Sha256.begin().digest(style.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sha256);
    }
}
