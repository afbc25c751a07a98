package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One script for each host: the connected one waits for what the HSM's host makes. */
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class AirGappedRunbookTest {
    private Stages stages;

    @BeforeAll
    void runAll(@TempDir Path home) throws Exception {
        stages = Stages.run(home, AirGappedRunbookTest::runOnTwoHosts);
    }

    private static void runOnTwoHosts(Stage stage) throws Exception {
        Files.createDirectory(stage.home.resolve("scripts/hosts"));
        Runbook runbook =
                RunbookTest.runbook(
                        RunbookOrigin.HSM,
                        RunbookTest.VAULT_KEY,
                        RunbookTest.values(RunbookOrigin.HSM));
        stage.writeScript("hosts/connected", runbook.connectedScript(stage.shell));
        stage.writeScript("hosts/hsm", runbook.hsmScript(stage.shell));

        Scene early = stage.empty("early", "vault");
        Scene plan = stage.empty("plan", "vault");
        Scene connected = stage.empty("connected", "vault");
        // Only the HSM's host has a PIN file; only the connected one has a tenant.
        Scene hsm = stage.empty("hsm", "vault");
        Files.delete(connected.folder.resolve("work/hsm.pin"));
        stage.add(Job.once(early, "hosts/hsm", ""));
        stage.add(Job.once(plan, "hosts/hsm", "-Plan"));
        stage.add(Job.once(connected, "hosts/connected", "-Force"));
        stage.run();
        carry("kek.json", connected, hsm);
        stage.add(Job.twice(hsm, "hosts/hsm", "KEK_SHA256=0123", ""));
        stage.run();
        carry("tenant.byok", hsm, connected);
        carry("tenant.pem", hsm, connected);
        Files.move(connected.folder.resolve("after-1"), connected.folder.resolve("after-0"));
        stage.add(Job.twice(connected, "hosts/connected", "-Force", "-Force"));
        stage.run();
    }

    private static void carry(String file, Scene from, Scene to) throws IOException {
        Files.copy(
                from.folder.resolve("work").resolve(file), to.folder.resolve("work").resolve(file));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void twoHosts_haveAScriptEach_andEndWithTheTenantKey(Shell shell) throws Exception {
        After waiting = stages.after(shell, "connected", 0);
        assertThat(waiting.exit()).isNotZero();
        assertThat(waiting.says("6/11 Waiting for the key from the host of the HSM")).isTrue();
        assertThat(waiting.says("carry kek.json to the host of the HSM")).isTrue();
        assertThat(waiting.calls()).noneMatch(call -> call.contains("--pin-file"));

        After wrapped = stages.after(shell, "hsm", 1);
        assertThat(wrapped.exit()).as(wrapped.output() + "").isZero();
        assertThat(wrapped.calls())
                .hasSize(2)
                .allMatch(call -> call.startsWith("keyhaul "))
                .anyMatch(call -> call.contains("byok create") && call.contains("--kek-sha256"))
                .anyMatch(call -> call.contains("key export-public"));
        assertThat(wrapped.lastLine()).startsWith("carry tenant.byok and tenant.pem to");
        assertThat(stages.after(shell, "hsm", 2).calls()).as("it does not repeat them").isEmpty();

        Finished.require(stages.after(shell, "connected", 1), "hsm-vault");
        Finished.require(stages.after(shell, "connected", 2), "hsm-vault");
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void scriptOfTheHsmsHost_needsTheKek_andNoSignIn(Shell shell) {
        After early = stages.after(shell, "early", 1);
        assertThat(early.exit()).isNotZero();
        assertThat(early.says("kek.json is missing: carry it here")).isTrue();
        assertThat(early.calls()).isEmpty();

        After plan = stages.after(shell, "plan", 1);
        assertThat(plan.exit()).as(plan.output() + "").isZero();
        assertThat(plan.output()).isEqualTo(List.of("1/1 Wrapping the key in the HSM"));
        assertThat(plan.calls()).isEmpty();
    }
}
