package dev.keyhaul.cli.command;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@code ./keyhaul} as an operator does: a process of its own, in a folder of its own. */
final class RealCommand {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", ".."));

    /** The launcher's path. */
    static final String PROGRAM = REPOSITORY.resolve("keyhaul").toAbsolutePath().toString();

    /** How the warning begins that depends on the host. */
    static final String SWAP_WARNING = "keyhaul: warning: swap may not be encrypted";

    private static final long TIMEOUT_SECONDS = 120;

    final Path folder;
    private final Map<String, String> environment = new TreeMap<>();
    private final Set<String> absent = new TreeSet<>();

    RealCommand(Path folder) {
        this.folder = folder;
        environment.put("JAVA_HOME", javaHome());
    }

    /** The JDK that runs the tests, so that {@code verify --jdk} tests the command on it too. */
    private static String javaHome() {
        String java =
                System.getProperty(
                        "keyhaul.test.java", System.getProperty("java.home") + "/bin/java");
        return Path.of(java).resolve("../..").normalize().toString();
    }

    RealCommand with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs without a variable that the tests' own environment may have. */
    RealCommand without(String name) {
        absent.add(name);
        return this;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Runs {@code keyhaul args…} and waits. */
    Result run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(List.of(args));
        return runProgram(command);
    }

    /** Returns the launcher's path, for a script that calls it. */
    static String launcher() {
        return REPOSITORY.resolve("keyhaul").toAbsolutePath().toString();
    }

    /** Runs a shell's script, in which {@code keyhaul} is the command. */
    Result runShell(String script) throws IOException, InterruptedException {
        String function = "keyhaul() { '" + PROGRAM + "' \"$@\"; }\n";
        return runProgram(List.of("sh", "-c", function + script));
    }

    /**
     * Runs {@code keyhaul args…} at a pseudo-terminal of util-linux' script, and types a line. What
     * the terminal gets, both streams and the echo, is the result's standard output.
     */
    Result onTerminal(String[] args, String typed) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        Stream.concat(Stream.of(PROGRAM), Stream.of(args))
                .forEach(word -> words.add("'" + word + "'"));
        return runProgram(
                List.of(
                        "sh",
                        "-c",
                        "printf '%s\\n' \"$1\" | script --quiet --return --command \"$0\" /dev/null",
                        String.join(" ", words),
                        typed));
    }

    /** Runs any program in the same folder and environment. */
    Result runProgram(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("stdout", "");
        Path err = Files.createTempFile("stderr", "");
        try {
            Process process =
                    start(
                            command,
                            ProcessBuilder.Redirect.to(out.toFile()),
                            ProcessBuilder.Redirect.to(err.toFile()));
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("timed out: " + command);
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    withoutSwapWarning(Files.readString(err, StandardCharsets.UTF_8)));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Whether this host's swap is encrypted is not what the tests are about. */
    private static String withoutSwapWarning(String err) {
        return err.replaceAll("(?m)^" + SWAP_WARNING + ".*\n", "");
    }

    /** Starts {@code keyhaul args…} and leaves it running; the caller ends it. */
    Process startKeyhaul(Path stdout, Path stderr, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(List.of(args));
        return start(
                command,
                ProcessBuilder.Redirect.to(stdout.toFile()),
                ProcessBuilder.Redirect.to(stderr.toFile()));
    }

    private Process start(
            List<String> command, ProcessBuilder.Redirect out, ProcessBuilder.Redirect err)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out)
                        .redirectError(err);
        builder.environment().keySet().removeAll(absent);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What a process left. */
    record Result(int exit, String out, String err) {
        /** Returns this result when the command succeeded. */
        Result requireDone() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ": " + err);
            }
            return this;
        }

        /** Returns standard output as the JSON that {@code --json} prints. */
        JsonObject json() throws MalformedInputException {
            return JsonObject.parse(out.getBytes(StandardCharsets.UTF_8));
        }
    }
}
