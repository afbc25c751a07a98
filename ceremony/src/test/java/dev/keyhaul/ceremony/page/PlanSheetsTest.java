package dev.keyhaul.ceremony.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.PlanProgress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is signed of a ceremony that was not held to its end. */
final class PlanSheetsTest {
    private static final String APPENDIX = "<div class=\"appendix\">";

    @TempDir Path folder;

    @BeforeAll
    static void keys() throws Exception {
        ScriptPageTest.keys();
    }

    private String page(CeremonyPlan plan, List<String> deviations) throws Exception {
        RecordVerification nothing =
                RecordVerification.of(RecordFolder.open(folder), List.of(), List.of(), null)
                        .failing(deviations);
        PlanProgress progress = PlanProgress.of(plan, List.of());
        return new String(
                ReportPage.of(nothing, progress, plan.title(), Paper.A4), StandardCharsets.UTF_8);
    }

    /** Nothing was done, so nothing is proven: no claim may look as if it held. */
    @Test
    void claims_ofStepsThatWereNotDone_doNotHold() throws Exception {
        for (ScriptPageTest.Kind kind : ScriptPageTest.kinds()) {
            CeremonyPlan plan = kind.plan();
            String sheets = page(plan, List.of("a step is not done")).split(APPENDIX, 2)[0];
            int claims = 7 + (kind.copies() > 0 ? 1 : 0) + (kind.isSealed() ? 1 : 0);
            assertThat(sheets.split(">NO<", -1)).as(kind.toString()).hasSize(claims);
            assertThat(sheets)
                    .contains("0 of " + PlanProgress.of(plan, List.of()).steps().size())
                    .doesNotContain(">yes<")
                    .contains("a step is not done")
                    .contains("Ada Bell (operator)");
        }
    }

    /** More points than fit are accepted in the appendix, and the sheet says so. */
    @Test
    void manyDeviations_continueInTheAppendix_noneIsLost() throws Exception {
        List<String> deviations =
                IntStream.range(10, 40).mapToObj(number -> "deviation " + number).toList();
        String page = page(ScriptPageTest.kinds().get(0).plan(), deviations);
        String[] parts = page.split(APPENDIX, 2);
        assertThat(parts[0]).contains("deviation 10", "deviation 17", "more, at the beginning");
        assertThat(parts[0]).doesNotContain("deviation 18");
        for (String deviation : deviations.subList(8, deviations.size())) {
            assertThat(parts[1]).contains(deviation);
        }
    }
}
