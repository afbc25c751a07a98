package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runbooks whose calls fail one after the other, before their work and after it: run again. */
@TestInstance(Lifecycle.PER_CLASS)
class RunbookResumeTest {
    private static final List<String> SCRIPTS =
            List.of("hsm-vault", "ad-rms-managed-hsm", "import-from-hsm", "create-in-vault");

    private Stages stages;

    @BeforeAll
    void runAll(@TempDir Path home) throws Exception {
        stages = Stages.run(home, stage -> Resumed.addJobs(stage, SCRIPTS));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void eachCallFailing_aSecondRunFinishes_andDoesNothingTwice(Shell shell) throws Exception {
        assertThat(Resumed.require(stages.of(shell), SCRIPTS)).isGreaterThan(100);
    }
}
