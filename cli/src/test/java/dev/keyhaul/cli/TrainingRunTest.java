package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingRunTest {
    @TempDir Path temp;

    @Test
    void in_newFolder_everyCommandSucceeds() throws Exception {
        Path folder = temp.resolve("run");

        assertThat(TrainingRun.in(folder)).isEmpty();

        assertThat(folder.resolve("key.byok")).isNotEmptyFile();
    }
}
