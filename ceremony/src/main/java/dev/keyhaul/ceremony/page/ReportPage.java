package dev.keyhaul.ceremony.page;

import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.ResourceText;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.Html;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The records of a ceremony as one page that needs nothing else: no script, no font, no picture, no
 * network. Its policy forbids all of that, and allows its own style sheet by its hash. Stateless:
 * any thread may use it.
 *
 * @since 0.1.0
 */
public final class ReportPage {
    private static final String STYLE = "ceremony.css";

    private ReportPage() {}

    /**
     * Renders the page.
     *
     * @param title the ceremony's name
     * @param paper the size of the paper
     */
    public static byte[] of(RecordVerification verification, String title, Paper paper) {
        Arguments.notNull("title", title);
        String style =
                ResourceText.read(ReportPage.class.getResourceAsStream(STYLE), STYLE)
                        + paper.style();
        List<String> openPoints = UnresolvedPoints.of(verification);
        Html body =
                Html.all(
                        HeadSection.of(verification, title, openPoints.size()),
                        StepsSection.of(verification),
                        KeysSection.of(verification),
                        SignersSection.of(verification),
                        EquipmentSection.of(verification),
                        ClosingSections.of(verification, openPoints),
                        RecordsAppendix.of(verification));
        return page(style, title, body).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Renders the page of a ceremony with a plan: what is signed is on its first two sheets.
     *
     * @param title the ceremony's name
     * @param paper the size of the paper
     * @hidden a plan is for our modules, and javadoc fails on its type
     */
    @SuppressWarnings({"exports", "InvalidBlockTag"}) // for our modules
    public static byte[] of(
            RecordVerification verification, PlanProgress progress, String title, Paper paper) {
        Arguments.notNull("verification", verification);
        Arguments.notNull("progress", progress);
        Arguments.notNull("title", title);
        Arguments.notNull("paper", paper);
        String style =
                ResourceText.read(ReportPage.class.getResourceAsStream(STYLE), STYLE)
                        + paper.style();
        List<String> openPoints = PlanPoints.of(verification, progress);
        Html body =
                Html.all(
                        PlanSheets.of(verification, progress, title, openPoints),
                        Html.of(
                                "div",
                                Style.APPENDIX,
                                Html.of("h1", "Appendix"),
                                PlanPoints.rest(openPoints),
                                HeadSection.words(RecordsVerdict.of(verification)),
                                StepsSection.of(verification),
                                KeysSection.of(verification),
                                SignersSection.of(verification),
                                EquipmentSection.of(verification),
                                ClosingSections.heads(verification),
                                RecordsAppendix.of(verification)));
        return page(style, title, body).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns what a planned ceremony leaves open, a sentence each, as its page has it.
     *
     * @hidden a plan is for our modules, and javadoc fails on its type
     */
    @SuppressWarnings({"exports", "InvalidBlockTag"}) // for our modules
    public static List<String> openPoints(RecordVerification verification, PlanProgress progress) {
        Arguments.notNull("verification", verification);
        Arguments.notNull("progress", progress);
        return PlanPoints.of(verification, progress);
    }

    private static String page(String style, String title, Html body) {
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
                .formatted(hash(style), Html.of("title", title), style, body);
    }

    private static String hash(String style) {
        byte[] sha256 = Sha256.begin().digest(style.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sha256);
    }
}
