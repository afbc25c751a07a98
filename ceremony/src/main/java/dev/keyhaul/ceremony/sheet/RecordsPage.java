package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.UnresolvedPoints;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.StoreLook;
import dev.keyhaul.core.page.Html;
import java.util.List;

/** The report of a ceremony's records, with a plan or without one. */
public final class RecordsPage {
    private static final String STYLE = "ceremony.css";

    private RecordsPage() {}

    /** Returns the page of records that follow no plan. */
    public static byte[] of(RecordVerification verification, String title, String paper) {
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
        return Style.page(STYLE, paper, title, "Key ceremony", body);
    }

    /**
     * Returns the page of a planned ceremony: what is signed is on its first two sheets.
     *
     * @param stores the stores of its copies, as far as they are here
     */
    public static byte[] of(
            RecordVerification verification,
            PlanProgress progress,
            List<StoreLook> stores,
            String title,
            String paper) {
        List<String> openPoints = openPoints(verification, progress);
        Html body =
                Html.all(
                        PlanSheets.of(verification, progress, stores, title, openPoints),
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
        return Style.page(STYLE, paper, title, Style.foot(progress.plan(), title), body);
    }

    /** Returns what a planned ceremony leaves open, a sentence each, as its page has it. */
    public static List<String> openPoints(RecordVerification verification, PlanProgress progress) {
        return PlanPoints.of(verification, progress);
    }
}
