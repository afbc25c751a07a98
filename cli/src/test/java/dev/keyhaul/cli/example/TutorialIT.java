package dev.keyhaul.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/TUTORIAL.md as a newcomer types it: each command is run, beside a local vault. */
@Tag("long")
class TutorialIT {
    private static final Path PAGE =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs", "TUTORIAL.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    @TempDir Path home;

    @Test
    void everyCommand_endsInARestoredKey() throws Exception {
        String page = Files.readString(PAGE);
        assertThat(page).contains("keyhaul local-vault --access-file vault.access");
        SoftHsmFolder hsm = SoftHsmFolder.empty(home);

        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            String script =
                    "set -eu\n"
                            + blocks(page)
                                    .replace(
                                            "--local-vault vault.access",
                                            "--local-vault " + vault.accessFile());
            RealCommand.Result typed = hsm.keyhaul().runWarmShell(script).requireDone();

            assertThat(typed.out()).contains("these bytes, unwrapped and used inside the token");
        }
        Path made = hsm.work.resolve("first-blob");
        assertThat(made.resolve("tenant.byok")).isNotEmptyFile();
        assertThat(made.resolve("copies/journal.jsonl")).content().contains("\"restored\"");
    }

    private static String blocks(String page) {
        return BLOCK.matcher(page)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining());
    }
}
