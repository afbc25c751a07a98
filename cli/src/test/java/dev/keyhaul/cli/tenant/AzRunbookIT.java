package dev.keyhaul.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.fixture.FakeAzure;
import dev.keyhaul.tenant.runbook.RunbookOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shell runbook, run with the real {@code az}: to its end, twice, and with failures. */
@Tag("azure")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AzRunbookIT {
    /** What a second run of a finished runbook must not do again. */
    private static final String MAKES =
            ".*(keyvault create|assignment create|group create|lock create|kek create|byok create"
                    + "|vault import-key|vault create-key|set-key-operations).*";

    /** Runbook, then how many runs stopped at each step, and that the run after them finished. */
    private final Map<String, Integer> failures = new LinkedHashMap<>();

    private AzRunbooks runbooks;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        runbooks = new AzRunbooks(home);
    }

    @AfterAll
    void stop() throws Exception {
        failures.forEach(
                (name, count) -> System.out.println(name + ": " + count + " runs stopped"));
        runbooks.close();
    }

    static Stream<Arguments> everyRunbook() {
        return Stream.of(RunbookOrigin.values())
                .flatMap(
                        origin ->
                                Stream.of(false, true)
                                        .filter(hsm -> !hsm || origin != RunbookOrigin.PFX)
                                        .map(hsm -> Arguments.of(origin, hsm)));
    }

    @ParameterizedTest
    @MethodSource("everyRunbook")
    void runbook_runsToItsEnd_andASecondRunMakesNothing(RunbookOrigin origin, boolean managedHsm)
            throws Exception {
        AzRunbooks.Scene scene = runbooks.scene(origin, managedHsm);

        AzRunbooks.Run first = scene.run(Map.of(), "force");
        requireFinished(scene, first);
        AzRunbooks.Run second = scene.run(Map.of(), "force");
        requireFinished(scene, second);

        assertThat(second.calls()).noneMatch(call -> call.matches(MAKES));
    }

    /** Two hosts, two homes: what is carried between them is three files. */
    @Test
    void airGappedHsm_hasAScriptOfItsOwn_andTheOtherWaitsForIt(@TempDir Path host)
            throws Exception {
        AzRunbooks.Scene scene = runbooks.connected();
        AzRunbooks.Run waits = scene.run(Map.of(), "force");
        assertThat(waits.exit()).as(waits.said()).isEqualTo(1);
        assertThat(waits.lastStep()).endsWith(" Waiting for the key from the host of the HSM");
        requireSaid(waits);
        Files.copy(scene.folder.resolve("kek.json"), host.resolve("kek.json"));

        RealCommand.Result wrapped = runbooks.runOnHsmHost(scene, host).requireDone();
        assertThat(wrapped.out()).contains("carry tenant.byok and tenant.pem");
        assertThat(host.resolve("az-was-run")).doesNotExist();
        for (String file : List.of("tenant.byok", "tenant.pem")) {
            Files.copy(host.resolve(file), scene.folder.resolve(file));
        }

        AzRunbooks.Run goesOn = scene.run(Map.of(), "force");
        requireFinished(scene, goesOn);
        assertThat(goesOn.calls()).noneMatch(call -> call.startsWith("keyhaul byok"));
    }

    @ParameterizedTest
    @MethodSource("everyRunbook")
    void eachStepFailing_isNamed_andTheNextRunGoesOn(RunbookOrigin origin, boolean managedHsm)
            throws Exception {
        AzRunbooks.Scene scene = runbooks.scene(origin, managedHsm);
        int steps = scene.run(Map.of(), "plan").steps();
        int stopped = 0;
        for (int step = 1; step <= steps; step++) {
            for (String mode : List.of("before", "after")) {
                Map<String, String> variables = new HashMap<>(known(scene));
                variables.put("FAIL_STEP", String.valueOf(step));
                variables.put("FAIL_MODE", mode);
                AzRunbooks.Run run = scene.run(variables, "force");
                if (run.exit() == 0) {
                    // Only where the last step has nothing that fails after its work.
                    assertThat(step).as(run.said()).isEqualTo(steps);
                    continue;
                }
                stopped++;
                if (mode.equals("before")) {
                    assertThat(run.lastStep()).as(run.said()).startsWith(step + "/");
                }
                requireSaid(run);
                if (run.steps() > kekStep(run)) {
                    assertThat(scene.isEnabled("ceremony-1")).as(run.said()).isFalse();
                }
            }
        }
        failures.put(origin.optionName() + (managedHsm ? ", Managed HSM" : ", vault"), stopped);
        assertThat(stopped).isGreaterThanOrEqualTo(2 * steps - 1);
        requireFinished(scene, scene.run(known(scene), "force"));
    }

    /** A key that was made in the vault, and whose answer was lost, is known by its fingerprint. */
    private static Map<String, String> known(AzRunbooks.Scene scene) throws Exception {
        boolean lost =
                scene.origin == RunbookOrigin.VAULT
                        && !Files.exists(scene.folder.resolve("proof.json"))
                        && scene.has("tenant");
        return lost ? Map.of("KEY_SHA256", scene.key("tenant").string("fingerprint")) : Map.of();
    }

    private static void requireSaid(AzRunbooks.Run run) {
        assertThat(run.log().get(run.log().size() - 1))
                .as(run.said())
                .isEqualTo(
                        "runbook: stopped at step "
                                + run.lastStep()
                                + ". Correct what is said above, and run this script again in this folder:"
                                + " it does not repeat finished steps.");
    }

    /** The step that disables the KEK; every step if there is none. */
    private static int kekStep(AzRunbooks.Run run) {
        return run.log().stream()
                .filter(line -> line.endsWith(" Disabling the KEK"))
                .map(line -> Integer.valueOf(line.replaceFirst("/.*", "")))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    private static void requireFinished(AzRunbooks.Scene scene, AzRunbooks.Run run)
            throws Exception {
        assertThat(run.exit()).as(run.said()).isZero();
        String url = scene.key("tenant").string("kid");
        assertThat(scene.isEnabled("tenant")).as(run.said()).isTrue();
        if (scene.has("ceremony-1")) {
            assertThat(scene.isEnabled("ceremony-1")).as(run.said()).isFalse();
        }
        assertThat(Files.readString(scene.folder.resolve("proof.json"))).contains('"' + url + '"');
        assertThat(Files.readString(scene.folder.resolve("tenant-key")).strip())
                .isEqualTo(FakeAzure.TENANT + " " + url);
        assertThat(run.log().get(run.log().size() - 1))
                .startsWith("tenant key: " + url + " is active. ");
    }

    /** Access-policy vault, role-based vault, and Managed HSM: the key is disabled in each. */
    @ParameterizedTest
    @CsvSource({"policies, false", "roles, false", "Managed HSM, true"})
    void revoke_disablesTheKey_inBothGeographies(String kind, boolean managedHsm) throws Exception {
        AzRunbooks.Scene scene = runbooks.scene(RunbookOrigin.MASTER_COPY, managedHsm);
        requireFinished(scene, scene.run(Map.of(), "force"));
        AzRunbooks.Scene second = scene.second();
        assertThat(second.isEnabled("tenant")).isTrue();
        boolean roles = kind.equals("roles");
        if (roles) {
            scene.makeRoleBased();
        }

        AzRunbooks.Run unasked = scene.run(Map.of(), "revoke");
        assertThat(unasked.exit()).isEqualTo(1);
        assertThat(unasked.said()).contains("REVOKE_KEY", "To undo it");
        assertThat(scene.isEnabled("tenant")).isTrue();
        AzRunbooks.Run wrong = scene.run(Map.of("REVOKE_KEY", "another"), "revoke");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(scene.isEnabled("tenant")).isTrue();

        AzRunbooks.Run run = scene.run(Map.of("REVOKE_KEY", "tenant"), "revoke");

        assertThat(run.exit()).as(run.said()).isEqualTo(roles ? 1 : 0);
        assertThat(scene.isEnabled("tenant")).as(run.said()).isFalse();
        assertThat(second.isEnabled("tenant")).as(run.said()).isFalse();
        assertThat(run.said())
                .contains("no version is enabled", scene.vaultUrl + "/keys/tenant/")
                .contains(second.vaultUrl + "/keys/tenant/");
        if (roles) {
            assertThat(run.said())
                    .contains("Somebody who gives roles must run: az role assignment delete --ids");
        } else {
            assertThat(run.said()).doesNotContain("failed:");
        }
    }

    /** Reversible: a document that does not open enables the key again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void retire_waitsForALogWithoutUses_andADocumentThatOpens(boolean managedHsm) throws Exception {
        AzRunbooks.Scene scene = runbooks.scene(RunbookOrigin.HSM, managedHsm);
        requireFinished(scene, scene.run(Map.of(), "force"));
        String url = scene.key("tenant").string("kid");

        assertThat(scene.run(Map.of(), "retire").said()).contains("old-key-log is missing");
        Path log = Files.createDirectory(scene.folder.resolve("old-key-log")).resolve("PT1H.json");
        String read =
                "{\"time\": \"%s\", \"operationName\": \"KeyGet\", \"properties\": {\"id\": \"%s\"}}\n"
                        .formatted(Instant.now(), url);
        Files.writeString(log, read + read.replace("KeyGet", "KeyDecrypt"));
        assertThat(scene.run(Map.of(), "retire").said()).contains("is still used, according to");
        Files.writeString(log, read);
        AzRunbooks.Run closed = scene.run(Map.of("OLD_DOCUMENT", "closed"), "retire");
        assertThat(closed.exit()).as(closed.said()).isEqualTo(1);
        assertThat(closed.said()).contains(url + " is disabled, for a test", "is still needed");
        assertThat(scene.isEnabled("tenant")).as(closed.said()).isTrue();

        AzRunbooks.Run run = scene.run(Map.of("OLD_DOCUMENT", "opened"), "retire");

        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(run.said()).contains("retired: " + url + " is disabled");
        assertThat(scene.isEnabled("tenant")).isFalse();
        assertThat(run.calls())
                .noneMatch(call -> call.contains("delete") || call.contains("purge"));
    }
}
