package dev.keyhaul.ceremony.page;

import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.sheet.RecordsPage;
import dev.keyhaul.core.argument.Arguments;

/**
 * The records of a ceremony as one page that needs nothing else: no script, no font, no picture, no
 * network. Its policy forbids all of that, and allows its own style sheet by its hash. Stateless:
 * any thread may use it.
 *
 * @since 0.1.0
 */
public final class ReportPage {
    private ReportPage() {}

    /**
     * Renders the page.
     *
     * @param title the ceremony's name
     * @param paper the size of the paper
     */
    public static byte[] of(RecordVerification verification, String title, Paper paper) {
        Arguments.notNull("verification", verification, "title", title);
        Arguments.notNull("paper", paper);
        return RecordsPage.of(verification, title, paper.css());
    }
}
