package dev.keyhaul.core.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pasted runs our command alone, and each value arrives whole. */
class ShellCommandTest {
    private static final List<String> HOSTILE =
            List.of(
                    "approvals/x.request.json",
                    "x;touch y;#",
                    "$(touch y)",
                    "`touch y`",
                    "';touch y;'",
                    "\";touch y;\"",
                    "'\"'\"';touch y",
                    "x\ntouch y\n.",
                    "x\rtouch y",
                    "'\n'; touch y; '%s%n\\n\\041",
                    "a b\tc",
                    "~/x",
                    "*",
                    "{a,b}",
                    "!!",
                    "a=b",
                    "--key",
                    "",
                    "$HOME",
                    "\\",
                    "x && touch y",
                    "x | touch y",
                    "\u202egpj.exe",
                    "\u2028touch y",
                    "Schl\u00fcssel \ud83d\udd11 \u2019;touch y;\u2019");

    @TempDir Path folder;

    @Test
    void pastedIntoAShell_eachValueArrivesWhole_andNothingElseRuns() throws Exception {
        stub("keyhaul");
        for (String hostile : HOSTILE) {
            String command =
                    ShellCommand.of("keyhaul approve")
                            .value(hostile)
                            .words("--key SOURCE")
                            .toString();

            assertThat(VisibleText.oneLine(command)).as("is printed as it is").isEqualTo(command);
            assertThat(pasted(command))
                    .as(command)
                    .isEqualTo(list("approve", hostile, "--key", "SOURCE"));
        }
    }

    @Test
    void pathThatBeginsWithADash_isNoOption() throws Exception {
        stub("keyhaul");
        assertThat(pasted(ShellCommand.of("keyhaul approve").path("--yes").toString()))
                .isEqualTo(list("approve", "./--yes"));
    }

    /** What needs no quotes has none: most commands that are printed are easy to read. */
    @Test
    void plainValue_staysAsItIs() {
        assertThat(ShellCommand.of("keyhaul approve").path("approvals/a-1.request.json").toString())
                .isEqualTo("keyhaul approve approvals/a-1.request.json");
    }

    @Test
    void powerShell_doublesItsQuotes_andNamesWhatIsNotShown() {
        assertThat(ShellCommand.powerShell("a'b\u2019;c")).isEqualTo("'a''b\u2019\u2019;c'");
        assertThat(ShellCommand.powerShell("a\nb")).isEqualTo("('a' + [char]0x000a + 'b')");
        assertThat(ShellCommand.powerShell("\ud83d\udd11")).isEqualTo("'\ud83d\udd11'");
    }

    private void stub(String name) throws Exception {
        Path program =
                Files.writeString(
                        folder.resolve(name),
                        "#!/bin/sh\nfor a in \"$@\"; do printf '<%s>' \"$a\"; done > said\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private String pasted(String command) throws Exception {
        Files.deleteIfExists(folder.resolve("said"));
        TestProcess.Result result =
                TestProcess.of("sh", "-c", "PATH=.:$PATH\n" + command).in(folder).run();
        assertThat(result.exit()).as(result.said()).isZero();
        try (var left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .as(command)
                    .containsExactlyInAnyOrder("keyhaul", "said");
        }
        return Files.readString(folder.resolve("said"));
    }

    private static String list(String... arguments) {
        return "<" + String.join("><", arguments) + ">";
    }
}
