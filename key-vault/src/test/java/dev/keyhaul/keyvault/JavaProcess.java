package dev.keyhaul.keyvault;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a class of the tests in a JVM of its own, on the tests' class path. */
final class JavaProcess {
    private JavaProcess() {}

    /** Returns all its output; fails when it does. */
    static String run(Class<?> main, Map<String, String> environment, List<String> options)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("keyhaul.test.java", "java"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(main.getSimpleName() + " failed: " + output);
        }
        return output;
    }
}
