package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The emergency, in both shells, in each situation: what stays enabled, and what is said. */
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class RunbookRevokeTest {
    private static final String REVOKE = "-Revoke REVOKE_KEY=tenant";

    private static final List<String> SITUATIONS =
            List.of(
                    "renewed",
                    "access-absent",
                    "no-principal",
                    "warned",
                    "without-proof",
                    "key-missing",
                    "no-right-to-disable",
                    "no-right-to-list",
                    "other-tenant");

    private Stages stages;

    @BeforeAll
    void runAll(@TempDir Path home) throws Exception {
        stages = Stages.run(home, RunbookRevokeTest::addJobs);
    }

    private static void addJobs(Stage stage) throws Exception {
        for (String place : Stage.PLACES) {
            for (String situation : SITUATIONS) {
                Scene scene = stage.renewed(situation + "-" + place, place);
                prepare(scene, situation);
                stage.add(revoke(scene, "hsm-" + place, fails(stage.shell, situation)));
            }
            stage.add(Job.sweep(stage.renewed("sweep-" + place, place), "hsm-" + place, REVOKE));
        }
        for (String script : Stage.RUNBOOKS) {
            stage.add(revoke(stage.renewed("revoked-" + script, Stage.place(script)), script, ""));
        }
        for (String role : List.of("with", "without", "warned", "no-principal")) {
            Scene scene = stage.renewed("role-based-" + role, "vault").state("role-based", "");
            scene.without("state/access");
            if (role.equals("warned")) {
                scene.state("warns", "");
            } else if (!role.equals("without")) {
                scene.state(role.equals("with") ? "role" : role, "");
            }
            stage.add(revoke(scene, "hsm-vault", ""));
        }
        for (Map.Entry<String, String> mutant : mutants(stage).entrySet()) {
            stage.writeScript(mutant.getKey(), mutant.getValue());
            Scene scene = stage.renewed("run-of-" + mutant.getKey(), "vault");
            stage.add(revoke(scene, mutant.getKey(), ""));
        }
    }

    private static Job revoke(Scene scene, String script, String more) {
        return Job.twice(scene, script, REVOKE + " " + more, REVOKE);
    }

    private static void prepare(Scene scene, String situation) throws Exception {
        switch (situation) {
            case "access-absent" -> scene.without("state/access");
            case "no-principal" -> scene.without("state/access").state("no-principal", "");
            case "warned" -> scene.state("warns", "");
            case "without-proof" -> scene.without("work/proof.json");
            case "other-tenant" -> scene.state("tenant", "another");
            case "key-missing" ->
                    scene.without(
                            "state/keys/tenant/1." + Scene.PROVEN,
                            "state/keys/tenant/2." + Scene.RENEWED,
                            "state/keys/tenant");
            default -> {}
        }
    }

    private static String fails(Shell shell, String situation) {
        boolean az = shell == Shell.AZ;
        return switch (situation) {
            case "no-right-to-disable" ->
                    "FAIL_ON=" + (az ? "set-attributes" : "Update-AzKeyVaultKey");
            case "no-right-to-list" -> "FAIL_ON=" + (az ? "list-versions" : "-IncludeVersions");
            default -> "";
        };
    }

    /** The runbook without 'every version', and with the withdrawal before the versions. */
    private static Map<String, String> mutants(Stage stage) throws Exception {
        String script = stage.script("hsm-vault");
        boolean az = stage.shell == Shell.AZ;
        String every = az ? "\n  disable_every_version\n" : "\n    Disable-EveryVersion\n";
        String withdraw =
                script.lines()
                        .filter(line -> line.contains("withdraw the access of Azure"))
                        .findFirst()
                        .orElseThrow();
        String first = az ? "\n  disable_version \"$(recorded" : "\n    Disable-Version (Get-Rec";
        assertThat(script).contains(every, first);
        return Map.of(
                "mutant-newest-alone",
                script.replace(every, "\n"),
                "mutant-withdraw-first",
                script.replace(withdraw, "").replace(first, "\n" + withdraw + first));
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_disablesEveryVersion_theProvenOneFirst_thenWithdraws(Shell shell) {
        for (String place : Stage.PLACES) {
            requireRevoked(stages.after(shell, "renewed-" + place, 1), place);
            requireRevoked(stages.after(shell, "renewed-" + place, 2), place);
        }
        for (String script : Stage.RUNBOOKS) {
            requireRevoked(stages.after(shell, "revoked-" + script, 1), Stage.place(script));
        }
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_warnedAtEachCall_isDoneAllTheSame(Shell shell) {
        for (String place : Stage.PLACES) {
            After after = stages.after(shell, "warned-" + place, 1);
            assertThat(after.says("see https://aka.ms/azps-changelog")).isTrue();
            requireRevoked(after, place);
        }
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_withoutEveryVersion_orWithAnotherOrder_isNoticed(Shell shell) {
        for (String mutant : List.of("mutant-newest-alone", "mutant-withdraw-first")) {
            After after = stages.after(shell, "run-of-" + mutant, 1);
            assertThat(after.says("done: disable")).as(after.output().toString()).isTrue();
            assertThatThrownBy(() -> requireRevoked(after, "vault"))
                    .as(mutant)
                    .isInstanceOf(AssertionError.class);
        }
    }

    private static void requireRevoked(After after, String place) {
        String key = Stage.keyUrl(place);
        String said = String.join("\n", after.output());
        assertThat(after.enabled("tenant")).as(said).isEmpty();
        assertThat(after.has("access")).as(said).isFalse();
        assertThat(after.has("others-removed")).as(said).isFalse();
        assertThat(after.exit()).as(said).isZero();
        assertThat(said).doesNotContain("failed:");
        assertThat(after.lastLine().strip())
                .isEqualTo(
                        "no version is enabled; disabled: %s/%s %s/%s",
                        key, Scene.PROVEN, key, Scene.RENEWED);
        assertThat(after.output())
                .filteredOn(line -> line.startsWith("done: "))
                .startsWith("done: sign in", "done: disable " + key + "/" + Scene.PROVEN)
                .contains("done: withdraw the access of Azure Rights Management");
        int withdrawal = said.indexOf("done: withdraw the access of Azure Rights Management");
        assertThat(said.lastIndexOf("done: disable")).as(said).isLessThan(withdrawal);
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_whereThingsAreDoneOrMissing_isNoFailure(Shell shell) {
        for (String place : Stage.PLACES) {
            for (String situation : List.of("access-absent", "no-principal", "without-proof")) {
                After after = stages.after(shell, situation + "-" + place, 1);
                String said = situation + ": " + String.join("\n", after.output());
                assertThat(after.enabled("tenant")).as(said).isEmpty();
                assertThat(after.has("others-removed")).as(said).isFalse();
                assertThat(after.exit()).as(said).isZero();
                assertThat(after.lastLine())
                        .startsWith("no version is enabled; disabled: https://");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_inAnotherTenant_disables_andFails(Shell shell) {
        for (String place : Stage.PLACES) {
            After after = stages.after(shell, "other-tenant-" + place, 1);
            assertThat(after.enabled("tenant")).isEmpty();
            assertThat(after.exit()).isEqualTo(1);
            assertThat(after.says("failed: sign in")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_ofAKeyThatIsNotThere_fails(Shell shell) {
        for (String place : Stage.PLACES) {
            After after = stages.after(shell, "key-missing-" + place, 1);
            assertThat(after.exit()).isEqualTo(1);
            assertThat(after.says("KeyNotFound")).as(after.output().toString()).isTrue();
            assertThat(after.lastLine()).contains("disabled: no version of " + Stage.keyUrl(place));
        }
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_withoutTheRight_withdraws_andSaysWhatMayBeEnabled(Shell shell) {
        for (String place : Stage.PLACES) {
            After disable = stages.after(shell, "no-right-to-disable-" + place, 1);
            After list = stages.after(shell, "no-right-to-list-" + place, 1);
            assertThat(disable.enabled("tenant")).containsExactly(Scene.PROVEN, Scene.RENEWED);
            assertThat(list.enabled("tenant")).containsExactly(Scene.RENEWED);
            assertThat(list.lastLine())
                    .contains("disabled: " + Stage.keyUrl(place) + "/" + Scene.PROVEN);
            for (After after : List.of(disable, list)) {
                assertThat(after.has("access")).isFalse();
                assertThat(after.exit()).isEqualTo(1);
                assertThat(after.says("MAY STILL BE ENABLED (")).isTrue();
            }
            assertThat(stages.after(shell, "no-right-to-disable-" + place, 2).exit()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_onARoleBasedVault_disables_andNamesTheRoleThatIsLeft(Shell shell) {
        After with = stages.after(shell, "role-based-with", 1);
        After without = stages.after(shell, "role-based-without", 1);

        assertThat(with.enabled("tenant")).isEmpty();
        assertThat(with.exit()).isEqualTo(1);
        assertThat(with.says("Somebody who gives roles must run: ")).isTrue();
        assertThat(without.enabled("tenant")).isEmpty();
        assertThat(without.exit()).as(without.output().toString()).isZero();
        for (String none : List.of("role-based-no-principal", "role-based-warned")) {
            After after = stages.after(shell, none, 1);
            assertThat(after.exit()).as(none + after.output()).isZero();
        }
    }

    /** The first call of the shell's part is answered by a sign-in: it is no failure. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void revoke_eachCallFailingInTurn_disablesEveryVersion_andASecondRunIsDone(Shell shell)
            throws Exception {
        for (String place : Stage.PLACES) {
            List<Path> swept = stages.of(shell).swept("sweep-" + place);
            assertThat(swept).hasSizeGreaterThanOrEqualTo(2 * 9);
            for (Path folder : swept) {
                After after = After.of(folder, 1);
                String said = folder.getFileName() + ": " + String.join("\n", after.output());
                assertThat(after.enabled("tenant")).as(said).isEmpty();
                assertThat(after.exit() == 1).as(said).isEqualTo(!isSignIn(shell, folder));
                assertThat(After.of(folder, 2).exit()).as(said).isZero();
                assertThat(After.of(folder, 2).has("access")).as(said).isFalse();
            }
        }
    }

    @Test
    void tableOfSituations_isTheOneOfTheEvidencePage() throws Exception {
        PowerShell.require();
        EvidencePage.requireTable("situation", new RevokeTable(stages).rows());
    }

    private static boolean isSignIn(Shell shell, Path folder) {
        return shell == Shell.AZ && folder.getFileName().toString().matches("sweep-.*-1-\\w+");
    }
}
