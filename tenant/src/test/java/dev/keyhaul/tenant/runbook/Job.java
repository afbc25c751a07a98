package dev.keyhaul.tenant.runbook;

import java.nio.file.Path;

/**
 * A script to run in a scene, as {@code standin/jobs.ps1} describes it.
 *
 * @param script the script's path, without its suffix
 * @param first the words of the first run: arguments as PowerShell has them, such as {@code
 *     -Revoke}, and variables of the environment
 * @param second the words of the second run
 */
record Job(Kind kind, Path folder, String script, String first, String second) {
    static final String RUN = "-Force KEK_SHA256=0123";

    enum Kind {
        ONCE,
        TWICE,
        SWEEP
    }

    static Job once(Scene scene, String script, String words) {
        return new Job(Kind.ONCE, scene.folder, script, words, "");
    }

    static Job twice(Scene scene, String script, String first, String second) {
        return new Job(Kind.TWICE, scene.folder, script, first, second);
    }

    static Job sweep(Scene scene, String script, String words) {
        return new Job(Kind.SWEEP, scene.folder, script, words, "");
    }
}
