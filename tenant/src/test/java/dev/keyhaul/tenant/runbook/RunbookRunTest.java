package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.ProgramList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every runbook and example, run to its end with the stand-ins, and where it must stop. */
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class RunbookRunTest {
    /** What a second run of a finished script must not do again. */
    private static final String MAKES =
            ".*(New-Az|Use-Aip|Import-Aip|Set-AipServiceKeyProperties|keyvault create|group create|lock create|diagnostic-settings create|New-AzResource|assignment create"
                    + "|kek create|byok create|vault import-key|vault create-key|set-key-operations).*";

    private Stages stages;

    @BeforeAll
    void runAll(@TempDir Path home) throws Exception {
        stages =
                Stages.run(
                        home,
                        stage -> {
                            for (String script : stage.scripts()) {
                                addRuns(stage, script);
                            }
                            addStops(stage);
                        });
    }

    private static void addRuns(Stage stage, String script) throws Exception {
        String place = Stage.place(script);
        String words = words(stage.shell, script);
        stage.add(Job.twice(stage.empty("run-" + script, place), script, words, words));
        Scene unproven = stage.empty("proof-fails-" + script, place);
        stage.add(Job.twice(unproven, script, words + " FAIL_PROOF=1", words));
        Scene taken =
                stage.empty("taken-" + script, place)
                        .state("vault", "")
                        .version("tenant", 1, Scene.PROVEN, "other");
        stage.add(Job.once(taken, script, words));
    }

    private static void addStops(Stage stage) throws Exception {
        add(stage, stage.empty("plan", "vault"), "-Plan");
        add(stage, stage.empty("deleted-vault", "vault").state("deleted-vault", ""), Job.RUN);
        add(stage, stage.empty("no-group", "vault").without("state/group"), Job.RUN);
        add(stage, stage.empty("other-tenant", "vault").state("tenant", "another"), Job.RUN);
        add(stage, stage.empty("misspelt", "vault"), "-Revoked");
        add(stage, stage.empty("principal", "vault").state("service-principal", ""), Job.RUN);
        add(
                stage,
                stage.empty("no-entra", "vault")
                        .state("service-principal", "")
                        .state("no-entra", ""),
                Job.RUN);
        Scene swapped =
                stage.empty("swapped", "vault").state("vault", "").work("tenant.pem", "ours");
        add(stage, swapped.version("tenant", 1, Scene.PROVEN, "other"), Job.RUN);
        add(stage, stage.renewed("renewed", "vault").work("kek.json", ""), Job.RUN);
        Scene forbidden = stage.empty("forbidden", "vault");
        String find = stage.shell == Shell.AZ ? "key.kid" : "Get-AzKeyVaultKey";
        add(stage, forbidden, Job.RUN + " FAIL_ON=" + find);
        add(
                stage,
                stage.empty("role-based", "vault").state("vault", "").state("role-based", ""),
                Job.RUN);
        for (String place : Stage.PLACES) {
            Scene warned = stage.empty("warned-" + place, place).state("warns", "");
            if (place.equals("vault")) {
                warned.state("service-principal", "");
            }
            stage.add(Job.once(warned, "hsm-" + place, Job.RUN));
        }
        // Somebody else has the role on the key; Azure Rights Management is not in the tenant.
        stage.add(
                Job.once(
                        stage.empty("unknown-principal", "managed-hsm").state("no-principal", ""),
                        "hsm-managed-hsm",
                        Job.RUN));
        Scene lost =
                stage.empty("lost", "vault")
                        .state("vault", "")
                        .version("tenant", 1, Scene.PROVEN, "made");
        stage.add(Job.twice(lost, "vault-vault", Job.RUN, Job.RUN + " KEY_SHA256=made"));
        add(
                stage,
                stage.empty("with-role", "vault")
                        .state("vault", "")
                        .state("role-based", "")
                        .state("role", "")
                        .state("access", ""),
                Job.RUN);
    }

    private static void add(Stage stage, Scene scene, String words) {
        stage.add(Job.once(scene, "hsm-vault", words));
    }

    /** Returns the words that a script takes: an example in PowerShell has a parameter. */
    static String words(Shell shell, String script) {
        if (!Stage.EXAMPLES.contains(script)) {
            return Job.RUN;
        }
        boolean hasKek = script.endsWith("hsm") || script.endsWith("ad-rms");
        return shell == Shell.PWSH ? (hasKek ? "-KekSha256=0123" : "") : "KEK_SHA256=0123";
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void everyScript_runsToItsEnd_andASecondRunMakesNothing(Shell shell) throws Exception {
        List<String> scripts = stages.of(shell).scripts();
        assertThat(scripts).hasSize(9 + 4);
        for (String script : scripts) {
            Finished.require(stages.after(shell, "run-" + script, 1), script);
            After second = stages.after(shell, "run-" + script, 2);
            Finished.require(second, script);
            assertThat(second.calls()).as(script).noneMatch(call -> call.matches(MAKES));
        }
    }

    /** A created key is known by the report of the proof that failed. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void proofThatFails_isDoneAgain_withoutAnotherImport(Shell shell) throws Exception {
        for (String script : stages.of(shell).scripts()) {
            assertThat(stages.after(shell, "proof-fails-" + script, 1).exit()).isNotZero();
            After second = stages.after(shell, "proof-fails-" + script, 2);
            Finished.require(second, script);
            assertThat(second.calls())
                    .as(script)
                    .anyMatch(call -> call.contains(proofAgain(script)))
                    .noneMatch(
                            call ->
                                    !script.startsWith("master-copy")
                                            && call.matches(
                                                    ".*vault (import|create)-key .*--name tenant.*"));
        }
    }

    /** An import of a master copy proves the key that is there, and imports none. */
    private static String proofAgain(String script) {
        return script.startsWith("master-copy")
                ? "keyhaul vault import-key"
                : "keyhaul vault set-key-operations";
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void createdKeyWhoseAnswerWasLost_isKnownByTheFingerprintThatIsGiven(Shell shell) {
        After refused = stages.after(shell, "lost", 1);

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.says("KEY_SHA256")).isTrue();
        Finished.require(stages.after(shell, "lost", 2), "vault-vault");
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void keyOfAnotherPublicHalf_isRefused_andNothingIsUsed(Shell shell) throws Exception {
        for (String script : stages.of(shell).scripts()) {
            After after = stages.after(shell, "taken-" + script, 1);
            assertThat(after.exit()).as(script).isNotZero();
            assertThat(after.says("there is a key tenant already") || after.says("another key"))
                    .as(script + after.output())
                    .isTrue();
            assertThat(after.tenantKeys()).hasSize(1);
            assertThat(after.has("access")).isFalse();
        }
        After swapped = stages.after(shell, "swapped", 1);
        assertThat(swapped.exit()).isNotZero();
        assertThat(swapped.says("another key, expected ours")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void plan_printsEachStep_andCallsNothing(Shell shell) {
        After plan = stages.after(shell, "plan", 1);

        assertThat(plan.exit()).isZero();
        assertThat(plan.calls()).isEmpty();
        assertThat(plan.output()).hasSize(12).contains("6/11 Wrapping the key in the HSM");
        assertThat(plan.lastLine()).isEqualTo("nothing was changed");
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void stops_withTheTrueReason_andNothingMade(Shell shell) {
        stops(shell, "deleted-vault", "a deleted vault holds the name contoso-kv: recover it by");
        Finished.require(stages.after(shell, "no-group", 1), "hsm-vault");
        assertThat(stages.after(shell, "no-group", 1).has("group")).isTrue();
        stops(shell, "other-tenant", "tenant");
        stops(shell, "forbidden", shell == Shell.AZ ? "Forbidden" : "429");
        stops(shell, "role-based", "lacks the role");
        stops(shell, "renewed", Scene.RENEWED + " is not the key that was proven");
        After misspelt = stages.after(shell, "misspelt", 1);
        assertThat(misspelt.exit()).isNotZero();
        assertThat(misspelt.calls()).isEmpty();
    }

    private void stops(Shell shell, String scene, String reason) {
        After after = stages.after(shell, scene, 1);
        assertThat(after.exit()).as(scene).isNotZero();
        assertThat(after.says(reason)).as(scene + after.output()).isTrue();
        assertThat(after.calls())
                .as(scene)
                .noneMatch(
                        call ->
                                call.matches(MAKES)
                                        && !call.contains("lock create")
                                        && !call.contains("New-AzResourceLock")
                                        && !call.contains("New-AzKeyVault ")
                                        && !call.contains("keyvault create"));
    }

    /** Its role is not taken for given because others have roles. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void principalThatIsNotInTheTenant_stopsBeforeTheKeyIsUsed(Shell shell) {
        After after = stages.after(shell, "unknown-principal", 1);

        assertThat(after.exit()).as(after.output() + "").isNotZero();
        assertThat(
                        after.says(
                                        "Could not find application by '00000012-0000-0000-c000-000000000000'")
                                || after.says("Cannot find user or service principal"))
                .as(after.output() + "")
                .isTrue();
        assertThat(after.has("access")).isFalse();
        assertThat(after.tenantKeys()).hasSize(1);
    }

    /** A warning on standard error is no answer, and no failure. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void warningAtEachCall_stopsNothing(Shell shell) {
        for (String place : Stage.PLACES) {
            After after = stages.after(shell, "warned-" + place, 1);
            assertThat(after.output())
                    .filteredOn(line -> line.contains("https://aka.ms/azps-changelog"))
                    .isNotEmpty();
            Finished.require(after, "hsm-" + place);
        }
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void servicePrincipal_givesItselfAccess_orStops(Shell shell) {
        Finished.require(stages.after(shell, "principal", 1), "hsm-vault");
        After stopped = stages.after(shell, "no-entra", 1);
        assertThat(stopped.exit()).isNotZero();
        assertThat(stopped.says("cannot give itself access")).as(stopped.output() + "").isTrue();
        assertThat(stopped.calls()).noneMatch(call -> call.startsWith("keyhaul"));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void roleBasedVault_withTheRole_isGoneOnWith_andHasNoPolicySet(Shell shell) {
        After done = stages.after(shell, "with-role", 1);

        Finished.require(done, "hsm-vault");
        assertThat(done.calls())
                .noneMatch(
                        call ->
                                call.contains("set-policy")
                                        || call.startsWith("Set-AzKeyVaultAccess"));
    }

    /** The blob can be imported as long as the KEK is enabled: nothing comes between. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void kek_isDisabledRightAfterTheProof_byItsVersion(Shell shell) {
        for (String script : List.of("hsm-vault", "ad-rms-vault", "hsm-managed-hsm")) {
            After done = stages.after(shell, "run-" + script, 1);
            int proof = done.indexOf("keyhaul vault import-key");
            assertThat(done.calls().get(proof + 1))
                    .matches("(az keyvault key set-attributes|Update-AzKeyVaultKey) .*ceremony-1.*")
                    .contains(Scene.KEK);
        }
    }

    @Test
    void tenantKeyPart_isTheSameInBothShells() throws Exception {
        for (String part : List.of("tenant-key.ps1", "use-key.ps1")) {
            String text =
                    Files.readString(
                            ProgramList.ROOT
                                    .resolve("tenant/src/main/resources")
                                    .resolve("dev/keyhaul/tenant/runbook/pwsh")
                                    .resolve(part));
            for (Shell shell : Shell.values()) {
                assertThat(
                                RunbookTest.runbook(
                                                RunbookOrigin.HSM,
                                                RunbookTest.VAULT_KEY,
                                                RunbookTest.values(RunbookOrigin.HSM))
                                        .script(shell))
                        .contains(text);
            }
        }
    }
}
