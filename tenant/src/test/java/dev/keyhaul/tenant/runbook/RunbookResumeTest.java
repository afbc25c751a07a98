package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runbooks whose calls fail one after the other, before their work and after it: run again. Of two
 * scripts, in one shell; {@link EveryRunbookResumeTest} takes all, in PowerShell too.
 */
@Tag("long")
class RunbookResumeTest {
    /** A runbook, and the script whose key no file names. */
    private static final List<String> SCRIPTS = List.of("hsm-vault", "create-in-vault");

    @Test
    void eachCallFailing_aSecondRunFinishes_andDoesNothingTwice(@TempDir Path home)
            throws Exception {
        Stage stage = new Stage(home, Shell.AZ);
        Resumed.addJobs(stage, SCRIPTS);

        stage.run();

        assertThat(Resumed.require(stage, SCRIPTS)).isGreaterThan(70);
    }
}
