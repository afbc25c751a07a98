package dev.keyhaul.ceremony.page;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.Html;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The script of one ceremony, to print in black and white: its plan's fingerprint, who takes part
 * and where, each step with room for what is written down, and when the stick moves. It has no word
 * of a step that this ceremony does not have. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class ScriptPage {
    private static final String STYLE = "script.css";

    private ScriptPage() {}

    /**
     * Renders the script of a closed plan.
     *
     * @param paper the size of the paper
     * @throws IllegalArgumentException if the plan is open
     * @hidden a plan is for our modules, and javadoc fails on its type
     */
    @SuppressWarnings({"exports", "InvalidBlockTag"}) // for our modules
    public static byte[] of(CeremonyPlan plan, Paper paper) {
        Arguments.notNull("plan", plan, "paper", paper);
        if (!plan.isClosed()) {
            throw new IllegalArgumentException("the plan is open");
        }
        String style =
                ResourceText.read(ScriptPage.class.getResourceAsStream(STYLE), STYLE)
                        + paper.style();
        String hash =
                Base64.getEncoder()
                        .encodeToString(
                                Sha256.begin().digest(style.getBytes(StandardCharsets.UTF_8)));
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        %s<style>%s</style>
        </head>
        <body>
        %s</body>
        </html>
        """
                .formatted(hash, Html.of("title", plan.title()), style, ScriptBody.of(plan))
                .getBytes(StandardCharsets.UTF_8);
    }
}
