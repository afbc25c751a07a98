package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What must hold when a call of a script failed, and after the run that follows. */
final class Resumed {
    private Resumed() {}

    static void addJobs(Stage stage, List<String> scripts) throws Exception {
        for (String script : scripts) {
            Scene scene = stage.empty("sweep-" + script, Stage.place(script));
            stage.add(Job.sweep(scene, script, RunbookRunTest.words(stage.shell, script)));
        }
    }

    /** Checks each run of the sweeps, and returns how many there were. */
    static int require(Stage stage, List<String> scripts) throws Exception {
        List<String> failures = new ArrayList<>();
        int count = 0;
        for (String script : scripts) {
            for (Path folder : stage.swept("sweep-" + script)) {
                count++;
                try {
                    require(folder, script);
                } catch (AssertionError e) {
                    failures.add(folder.getFileName() + ": " + e.getMessage());
                }
            }
        }
        assertThat(failures).isEmpty();
        return count;
    }

    private static void require(Path folder, String script) {
        After first = After.of(folder, 1);
        After second = After.of(folder, 2);
        if (first.exit() == 0) {
            // A listing that is not needed, or a sign-in that was not there.
            Finished.require(first, script);
        }
        if (first.says("Giving Azure Rights Management access")) {
            assertThat(first.enabled("ceremony-1")).isEmpty();
        }
        if (isLostCreation(first, second)) {
            assertThat(second.exit()).isNotZero();
            assertThat(second.says("its answer was lost") || second.says("whose answer was"))
                    .isTrue();
            return;
        }
        Finished.require(second, script);
    }

    /** Nothing tells a key that was made in the vault from another, but its fingerprint. */
    private static boolean isLostCreation(After first, After second) {
        return (first.says("exit code 6") || first.says("the answer was lost"))
                && second.versions("tenant").size() == 1
                && second.says("there is a key tenant already");
    }
}
