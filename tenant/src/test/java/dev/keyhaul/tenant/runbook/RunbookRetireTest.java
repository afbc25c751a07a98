package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.byok.KeyIdentifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The planned exit, in both shells: when the key is disabled, and that it is enabled again. */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("long")
class RunbookRetireTest {
    private static final String OPENED = "-Retire OLD_DOCUMENT=opened";
    private static final String LOG = "old-key-log/y=2026/PT1H.json";

    private Stages stages;

    @BeforeAll
    void runAll(@TempDir Path home) throws Exception {
        stages = Stages.run(home, RunbookRetireTest::addJobs);
    }

    private static void addJobs(Stage stage) throws Exception {
        for (String place : Stage.PLACES) {
            String script = "hsm-" + place;
            stage.add(Job.once(stage.renewed("no-log-" + place, place), script, OPENED));
            for (String state : List.of("used", "unread-log", "no-audit")) {
                Scene scene = logged(stage, state, place).state(state, "");
                stage.add(Job.once(scene, script, OPENED));
            }
            stage.add(Job.twice(logged(stage, "opened", place), script, OPENED, OPENED));
            Scene closed = logged(stage, "closed", place);
            stage.add(Job.once(closed, script, "-Retire OLD_DOCUMENT=closed"));
            Scene stuck = logged(stage, "stuck", place);
            String fails = " FAIL_ON=" + (stage.shell == Shell.AZ ? "true" : "True");
            stage.add(Job.once(stuck, script, "-Retire OLD_DOCUMENT=closed" + fails));
            Scene unnamed = logged(stage, "unnamed", place).without("work/proof.json");
            stage.add(Job.once(unnamed, script, OPENED));
            stage.writeScript("old-" + place, oldKey(stage.shell, place));
            Scene old = logged(stage, "old", place);
            stage.add(Job.once(old.version("old", 1, Scene.KEK, "o"), "old-" + place, OPENED));
            stage.add(Job.sweep(logged(stage, "sweep", place), script, OPENED));
        }
    }

    /** A tenant with a log of its vault, of which the stand-in for keyhaul knows what it shows. */
    private static Scene logged(Stage stage, String name, String place) throws IOException {
        return stage.renewed(name + "-" + place, place).work(LOG, "{}\n");
    }

    /** A runbook that names the key that the tenant used before. */
    private static String oldKey(Shell shell, String place) throws Exception {
        Map<RunbookValue, String> values = RunbookTest.values(RunbookOrigin.HSM);
        values.put(
                RunbookValue.OLD_KEY_URL,
                Stage.keyUrl(place).replace("/keys/tenant", "/keys/old/") + Scene.KEK);
        return Runbook.of(RunbookOrigin.HSM, KeyIdentifier.parse(Stage.keyUrl(place)), values)
                .script(shell);
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void stopsBeforeItDisables_withoutALog_orAVersion_orWhileTheKeyIsUsed(Shell shell) {
        for (String place : Stage.PLACES) {
            untouched(shell, "no-log-" + place, "old-key-log is missing");
            untouched(shell, "used-" + place, "is still used, according to old-key-log");
            String unknown = Scene.PROVEN + " is not used: nothing was changed";
            untouched(shell, "unread-log-" + place, unknown);
            untouched(shell, "no-audit-" + place, unknown);
            assertThat(stages.after(shell, "no-audit-" + place, 1).says("its folder 'audit' is"))
                    .isTrue();
            untouched(shell, "unnamed-" + place, "which version?");
        }
    }

    private void untouched(Shell shell, String scene, String reason) {
        After after = stages.after(shell, scene, 1);
        assertThat(after.exit()).as(scene).isEqualTo(1);
        assertThat(after.says(reason)).as(after.output().toString()).isTrue();
        assertThat(after.calls()).allMatch(call -> call.startsWith("keyhaul audit "));
        assertThat(after.enabled("tenant")).containsExactly(Scene.PROVEN, Scene.RENEWED);
    }

    /** The version that was proven alone; the access stays, and nothing is deleted. */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void documentThatOpens_leavesTheKeyDisabled(Shell shell) {
        for (String place : Stage.PLACES) {
            for (int run = 1; run <= 2; run++) {
                After after = stages.after(shell, "opened-" + place, run);
                assertThat(after.exit()).as(after.output().toString()).isZero();
                assertThat(after.enabled("tenant")).containsExactly(Scene.RENEWED);
                assertThat(after.has("access")).isTrue();
                assertThat(after.says("retired: " + Stage.keyUrl(place) + "/" + Scene.PROVEN))
                        .isTrue();
                assertThat(after.calls())
                        .noneMatch(call -> call.matches("(?i).*(delete|purge|remove).*"));
            }
            After old = stages.after(shell, "old-" + place, 1);
            assertThat(old.exit()).as(old.output().toString()).isZero();
            assertThat(old.enabled("old")).isEmpty();
            assertThat(old.enabled("tenant")).containsExactly(Scene.PROVEN, Scene.RENEWED);
        }
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void documentThatDoesNotOpen_enablesTheKeyAgain(Shell shell) {
        for (String place : Stage.PLACES) {
            After after = stages.after(shell, "closed-" + place, 1);
            assertThat(after.exit()).isEqualTo(1);
            assertThat(after.says(Scene.PROVEN + " is disabled, for a test")).isTrue();
            assertThat(after.says("the key is still needed")).isTrue();
            assertThat(after.enabled("tenant")).containsExactly(Scene.PROVEN, Scene.RENEWED);
            After stuck = stages.after(shell, "stuck-" + place, 1);
            assertThat(stuck.exit()).isEqualTo(1);
            assertThat(stuck.says(Scene.PROVEN + " MAY STILL BE DISABLED:"))
                    .as(stuck.output().toString())
                    .isTrue();
        }
    }

    /**
     * Each call in turn, before its work and after it: the key is enabled, and a rerun retires it.
     */
    @ParameterizedTest
    @EnumSource(Shell.class)
    void callThatFails_leavesTheKeyEnabled_andTheNextRunRetiresIt(Shell shell) throws Exception {
        int failed = 0;
        for (String place : Stage.PLACES) {
            List<Path> runs = stages.of(shell).swept("sweep-" + place);
            assertThat(runs).isNotEmpty();
            for (Path folder : runs) {
                After first = After.of(folder, 1);
                if (first.exit() != 0) {
                    failed++;
                    assertThat(first.enabled("tenant"))
                            .as(folder + ": " + first.output())
                            .containsExactly(Scene.PROVEN, Scene.RENEWED);
                }
                After second = After.of(folder, 2);
                assertThat(second.exit()).as(folder + ": " + second.output()).isZero();
                assertThat(second.enabled("tenant")).containsExactly(Scene.RENEWED);
            }
        }
        System.out.println("retire, " + shell.optionName() + ": " + failed + " runs failed");
        assertThat(failed).isGreaterThan(3);
    }
}
