package dev.keyhaul.core;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs a test's own main class in a JVM of its own, under a limit that a shell sets. */
public final class ChildJvm {
    private ChildJvm() {}

    /** Starts it after {@code prelude}, which is shell such as {@code ulimit -f 2}. */
    public static Process start(String prelude, Class<?> main, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", prelude + " && exec \"$@\"", "sh"));
        command.addAll(TestProcess.javaCommand(main, List.of("-Xshare:auto")));
        command.addAll(List.of(arguments));
        return TestProcess.of(command).start();
    }

    /** Waits for it and returns what it printed. */
    public static String outputOf(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }
}
