package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runbooks whose calls fail one after the other, before their work and after it: run again. */
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class RunbookResumeTest {
    /** The runbook that the table is of. */
    private static final String OF_TABLE = "hsm-vault";

    private Stages stages;

    @BeforeAll
    void runAll(@TempDir Path home) throws Exception {
        stages = Stages.run(home, stage -> Resumed.addJobs(stage, scripts(stage.shell)));
    }

    /** In one shell also the script whose key no file names. */
    private static List<String> scripts(Shell shell) {
        return shell == Shell.PWSH ? List.of(OF_TABLE) : List.of(OF_TABLE, "create-in-vault");
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void eachCallFailing_aSecondRunFinishes_andDoesNothingTwice(Shell shell) throws Exception {
        assertThat(Resumed.require(stages.of(shell), scripts(shell))).isGreaterThan(40);
    }

    /** How many calls of each step failed, and how many of the runs after them finished. */
    @Test
    void tableOfSteps_isTheOneOfTheEvidencePage() throws Exception {
        PowerShell.require();
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (Shell shell : Shell.values()) {
            Map<String, List<Boolean>> steps = new LinkedHashMap<>();
            for (Path folder : stages.of(shell).swept("sweep-" + OF_TABLE)) {
                if (After.of(folder, 1).exit() == 0) {
                    continue;
                }
                String step = After.of(folder, 1).lastStep().replaceFirst(",.*", "");
                boolean finished = After.of(folder, 2).lastLine().contains(" is active. ");
                steps.computeIfAbsent(step, name -> new ArrayList<>()).add(finished);
            }
            steps.forEach(
                    (step, finished) ->
                            rows.computeIfAbsent(step, name -> new ArrayList<>(List.of(name)))
                                    .add(
                                            "%d of %d runs finish"
                                                    .formatted(
                                                            finished.stream()
                                                                    .filter(f -> f)
                                                                    .count(),
                                                            finished.size())));
        }
        EvidencePage.requireTable("step where a run stopped", List.copyOf(rows.values()));
    }
}
