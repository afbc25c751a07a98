package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of a shell's runbook that PowerShell runs, in PowerShell. */
@Tag("long")
class TenantKeyInShellTest {
    @TempDir Path home;
    private Stage stage;

    @BeforeEach
    void usePowerShell() throws Exception {
        Path program = PowerShell.file();
        stage = new Stage(home, Shell.AZ);
        Files.writeString(
                stage.home.resolve("bin/pwsh"), "#!/bin/sh\nexec " + program + " \"$@\"\n");
    }

    @Test
    void keyIsTakenByTheService_onceAlone() throws Exception {
        for (String script : new String[] {"hsm-vault", "ad-rms-managed-hsm"}) {
            Scene scene = stage.empty(script, Stage.place(script));
            stage.add(Job.twice(scene, script, Job.RUN, Job.RUN));
            stage.run();

            for (int run = 1; run <= 2; run++) {
                Finished.require(scene.after(run), script);
                assertThat(scene.after(run).tenantKeys())
                        .filteredOn(key -> key.startsWith("Active CustomerManaged"))
                        .hasSize(1);
            }
            assertThat(scene.after(2).calls())
                    .anyMatch(call -> call.startsWith("Get-AipServiceKeys"))
                    .noneMatch(call -> call.matches("(Use|Import|Set)-Aip.*"));
        }
    }

    @Test
    void serviceThatRefuses_stopsTheRunbook() throws Exception {
        Scene scene = stage.empty("refused", "vault");
        stage.add(Job.once(scene, "hsm-vault", Job.RUN + " FAIL_ON=Use-AipServiceKeyVaultKey"));
        stage.run();

        assertThat(scene.after(1).exit()).isEqualTo(1);
        assertThat(scene.after(1).output())
                .anyMatch(
                        line ->
                                line.contains("the key is not the tenant key yet")
                                        && line.contains("KEY_URL=https://"));
        assertThat(scene.after(1).lastLine())
                .startsWith("runbook: stopped at step 11/11 Making it the tenant key.");
    }
}
