package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.usageaudit.SyntheticLogs;
import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long work shows a bar to a person at a terminal, and to nobody else. */
@Tag("long")
final class ProgressBarIT {
    private static final String AUDIT = "audit --vault-log vault --rms-log rms";

    /** With what authenticates its KEK. */
    private static String batch = "";

    @TempDir static Path folder;
    private static RealCommand keyhaul;

    @BeforeAll
    static void prepare() throws Exception {
        keyhaul = new RealCommand(folder).with("TERM", "xterm");
        SyntheticLogs.write(folder, 9, 2_000, 1, EnumSet.noneOf(Misuse.class));
        BatchFolder keys = new BatchFolder(keyhaul);
        keys.manifest("keys", IntStream.range(0, 6).mapToObj(BatchFolder::pem).toList());
        batch = "batch run keys.csv " + String.join(" ", keys.trust()) + " --journal ";
    }

    @Test
    void audit_onATerminal_showsABarUntilAllIsRead() throws Exception {
        assertThat(onTerminal(AUDIT))
                .containsPattern("\rreading +100%.*MiB")
                .contains("nothing is confirmed");
        assertThat(onTerminal(AUDIT + " --quiet"))
                .doesNotContain("MiB/s")
                .contains("nothing is confirmed");
    }

    @Test
    void batch_onATerminal_showsABarUntilAllIsDone() throws Exception {
        assertThat(onTerminal(batch + "shown.journal --force"))
                .containsPattern("\rbatch +100%.*6/6 keys");
    }

    @Test
    void batch_quiet_showsNone() throws Exception {
        assertThat(onTerminal(batch + "quiet.journal --force --quiet")).doesNotContain("100%");
    }

    @Test
    void pipe_getsNone() throws Exception {
        for (String command : List.of(AUDIT, batch + "piped.journal --force")) {
            RealCommand.Result result = keyhaul.run(command.split(" ", -1)).requireDone();

            assertThat(result.out() + result.err()).doesNotContain("100%", "\r");
        }
    }

    /** What a terminal gets, both streams; the command must succeed. */
    private static String onTerminal(String command) throws Exception {
        return keyhaul.onTerminal(command.split(" ", -1), "").requireDone().out();
    }
}
