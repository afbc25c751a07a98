package dev.keyhaul.ceremony.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private String page(ClosedPlan plan, List<String> deviations) throws Exception {
        RecordFolder records = RecordFolder.open(folder);
        RecordVerification nothing =
                RecordVerification.of(records, List.of(), List.of(), null).failing(deviations);
        PlanProgress progress = PlanProgress.of(plan, records.read());
        return new String(
                RecordsPage.of(nothing, progress, List.of(), plan.title(), Paper.A4.css()),
                StandardCharsets.UTF_8);
    }

    /** Nothing was done, so nothing is proven: no claim may look as if it held. */
    @Test
    void claims_ofStepsThatWereNotDone_doNotHold() throws Exception {
        for (ScriptPageTest.Kind kind : ScriptPageTest.kinds()) {
            ClosedPlan plan = kind.plan();
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

    /** What people typed was compared; what they said was not, and never looks as if it held. */
    @Test
    void typedNumbers_areChecked_custodyIsStated_slipsAreDeviations() throws Exception {
        String typed = "the plan's fingerprint was typed from paper, and is right";
        String kept = "PIN of token 'hsm': kept by Cy Wong, sealed with 4711";
        String wrong = "row 2 of the plan's fingerprint was typed wrongly at 2026-03-01T09:00:00Z";
        String lost = "this host had lost its memory, and has it from paper";
        String page;
        try (SoftwareKey key = GeneratedKeys.software(2048, "offline")) {
            OpenPlan open = ScriptPageTest.kinds().get(0).open();
            PlannedHost first = open.hosts().get(0);
            ClosedPlan plan =
                    open.with(
                                    first.enrolled(
                                            key.description().requireRsa(),
                                            first.tokens(),
                                            "keyhaul 1"))
                            .close(List.of());
            note(plan, key, NoteKind.TYPED, List.of(typed), List.of(), List.of(wrong));
            note(plan, key, NoteKind.TYPED, List.of(), List.of(lost), List.of());
            note(plan, key, NoteKind.CUSTODY, List.of(), List.of(kept), List.of());
            page = page(plan, List.of()).replaceAll("\\s*\\n\\s*", "");
        }
        String[] parts = page.split(APPENDIX, 2);
        String claims = parts[0].replace("&#39;", "'").replaceAll("</?b>", "");
        assertThat(claims)
                .contains(
                        "<td>The plan's fingerprint</td><td>was typed from paper, and is right; on"
                                + " VAULTED</td><td>checked by the program</td>"
                                + "<td><span class=\"good\">yes</span></td>")
                .contains(
                        "<td>PIN of token 'hsm'</td><td>kept by Cy Wong, sealed with 4711; said on"
                                + " VAULTED</td><td>stated by a person</td>"
                                + "<td><span class=\"good\"></span></td>")
                .contains("on VAULTED, " + wrong, "on VAULTED, " + lost)
                .doesNotContain("'ceremony run' was");
        assertThat(parts[1].replace("&#39;", "'"))
                .contains("<dt>Checked by the program</dt><dd>" + typed)
                .contains("<dt>Stated by a person</dt><dd>" + kept)
                .contains("<dt>Mistyped before</dt><dd>" + wrong);
    }

    private void note(
            ClosedPlan plan,
            SoftwareKey key,
            NoteKind kind,
            List<String> checked,
            List<String> stated,
            List<String> slips)
            throws Exception {
        RecordDraft draft = new RecordDraft();
        draft.planned(
                StepFact.saying(plan.id(), plan.fingerprint(), kind.id(), checked, stated)
                        .after(slips));
        Instant now = plan.window().from();
        RecordFolder records = RecordFolder.open(folder);
        records.write(
                new Deed(
                        PlanSteps.GUIDE, Map.of(), now, now, 0, Optional.empty(), Optional.empty()),
                new Setting(plan.people(), "h", "a", "s", ClockState.UNKNOWN, "keyhaul 1.0"),
                draft.facts(records.path()),
                SoftwareEvidenceKey.of(key));
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
