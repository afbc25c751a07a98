package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link RunbookResumeTest}, with every script. */
@Tag("full")
class EveryRunbookResumeTest {
    @ParameterizedTest
    @EnumSource(Shell.class)
    void eachCallFailing_aSecondRunFinishes_andDoesNothingTwice(Shell shell, @TempDir Path home)
            throws Exception {
        Stage stage = new Stage(home, shell);
        List<String> scripts = stage.scripts();
        Resumed.addJobs(stage, scripts);

        stage.run();

        assertThat(Resumed.require(stage, scripts)).isGreaterThan(300);
    }
}
