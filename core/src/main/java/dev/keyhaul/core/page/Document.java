package dev.keyhaul.core.page;

import dev.keyhaul.core.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One HTML file that needs nothing else, and whose policy allows nothing but its own style sheet
 * and its own script.
 */
public final class Document {
    private Document() {}

    /** Returns the file of a page without a script. */
    public static String of(String title, String style, Html body) {
        return of(title, style, "", body);
    }

    /**
     * Returns the file.
     *
     * @param script what runs when the page is shown; empty for none
     */
    public static String of(String title, String style, String script, Html body) {
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s';%s base-uri 'none'; form-action 'none'">
        <meta name="referrer" content="no-referrer">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        %s<style>%s</style>
        </head>
        <body>
        %s%s</body>
        </html>
        """
                .formatted(
                        hash(style),
                        script.isEmpty() ? "" : " script-src 'sha256-" + hash(script) + "';",
                        Html.of("title", title),
                        style,
                        body,
                        script.isEmpty() ? "" : "<script>" + script + "</script>\n");
    }

    private static String hash(String content) {
        byte[] sha256 = Sha256.begin().digest(content.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sha256);
    }
}
