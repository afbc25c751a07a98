package dev.keyhaul.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.TerminalTalk;
import dev.keyhaul.usageaudit.SyntheticLogs;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a terminal shows besides text: a bar where it can, and a line end after Ctrl-C. */
@Tag("long")
class TerminalLineIT {
    @TempDir Path folder;

    /** Nothing is echoed while a PIN is asked for, so the line end is ours. */
    @Test
    void ctrlC_endsTheLine() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.withToken(folder);

        try (TerminalTalk talk = hsm.keyhaul().talkAlone("key", "list", "--token", "hsm")) {
            assertThat(talk.question())
                    .hasValueSatisfying(asked -> assertThat(asked).endsWith(": "));
            talk.press("\u0003");
            assertThat(talk.exit()).isEqualTo(130);
            assertThat(talk.all()).endsWith(": \n");
        }
    }

    @Test
    void dumbTerminal_hasNoBar() throws Exception {
        SyntheticLogs.write(folder, 9, 8_000, 2, Set.of());

        assertThat(audit("xterm")).contains("MiB");
        assertThat(audit("dumb")).contains("verdict").doesNotContain("MiB");
    }

    private String audit(String terminal) throws Exception {
        String command =
                "env TERM="
                        + terminal
                        + " "
                        + RealCommand.launcher()
                        + " audit --vault-log vault --rms-log rms";
        return new RealCommand(folder)
                .runProgram(
                        List.of(
                                "sh",
                                "-c",
                                "echo | script --quiet --return --command \"$0\" /dev/null",
                                command))
                .out();
    }
}
