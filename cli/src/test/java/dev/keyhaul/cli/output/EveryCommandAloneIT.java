package dev.keyhaul.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.CommandWords;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command in a process of its own: nothing that another command left in a JVM helps it. */
@Tag("full")
class EveryCommandAloneIT {
    @Test
    void everyCommand_inItsOwnProcess_isDone(@TempDir Path home) throws Exception {
        assertThat(ReportScenario.runAlone(home).keySet())
                .containsExactlyInAnyOrderElementsOf(CommandWords.commands());
    }
}
