package dev.keyhaul.keyvault;

import dev.keyhaul.core.fixture.TestProcess;
import java.util.List;
import java.util.Map;

/** Runs a class of the tests in a JVM of its own, on the tests' class path. */
final class JavaProcess {
    private JavaProcess() {}

    /** Returns all its output; fails when it does. */
    static String run(Class<?> main, Map<String, String> environment, List<String> options)
            throws Exception {
        return TestProcess.of(TestProcess.javaCommand(main, options))
                .with(environment)
                .run()
                .requireDone()
                .said();
    }
}
