package dev.keyhaul.tenant.runbook;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The stages of both shells, after their jobs; PowerShell's is missing where PowerShell is. */
final class Stages {
    private final Map<Shell, Stage> stages = new EnumMap<>(Shell.class);

    private Stages() {}

    /** Sets the scenes of a stage up, and adds its jobs. */
    interface Jobs {
        void addTo(Stage stage) throws Exception;
    }

    static Stages run(Path home, Jobs jobs) throws Exception {
        Stages all = new Stages();
        for (Shell shell : Shell.values()) {
            if (shell == Shell.PWSH && !PowerShell.isHere()) {
                continue;
            }
            Stage stage = new Stage(home, shell);
            jobs.addTo(stage);
            stage.run();
            all.stages.put(shell, stage);
        }
        return all;
    }

    /** Returns a shell's stage, or skips the test. */
    Stage of(Shell shell) {
        if (shell == Shell.PWSH) {
            PowerShell.require();
        }
        return Objects.requireNonNull(stages.get(shell));
    }

    After after(Shell shell, String scene, int run) {
        return After.of(of(shell).home.resolve(scene), run);
    }
}
