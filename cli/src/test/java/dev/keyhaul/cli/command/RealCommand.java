package dev.keyhaul.cli.command;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs {@code ./keyhaul} in a folder and an environment of its own. */
final class RealCommand {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", ".."));

    /** The launcher's path. */
    static final String PROGRAM = REPOSITORY.resolve("keyhaul").toAbsolutePath().toString();

    /** How the warning begins that depends on the host. */
    static final String SWAP_WARNING = "keyhaul: warning: swap may not be encrypted";

    private static final long TIMEOUT_SECONDS = 120;

    /** The launcher does this. */
    private static final Set<String> ALWAYS_ALONE = Set.of("--prepare");

    final Path folder;
    private final Map<String, String> environment = new TreeMap<>();
    private final Set<String> absent = new TreeSet<>();
    private boolean alone;

    RealCommand(Path folder) {
        this.folder = folder;
        environment.put("JAVA_HOME", TestProcess.javaHome().toString());
        // The list of open requests, as the home folder has it for an operator.
        environment.put("XDG_STATE_HOME", Path.of("target", "state").toAbsolutePath().toString());
        // Not the settings of whoever runs the tests.
        absent.add("KEYHAUL_SETTINGS");
        environment.put("XDG_CONFIG_HOME", Path.of("target", "config").toAbsolutePath().toString());
    }

    RealCommand with(String name, String value) {
        environment.put(name, value);
        absent.remove(name);
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

    /** Has each command run in a process of its own, where that is what a test is about. */
    RealCommand alone() {
        alone = true;
        return this;
    }

    /**
     * Runs {@code keyhaul args…} and waits. Unless it is to run {@linkplain #alone alone}, the JVM
     * may be one that has run other commands, of other folders too.
     */
    Result run(String... args) throws IOException, InterruptedException {
        Result result = runUnchecked(args);
        ReportSchemas.requireValid(args, result.out());
        return result;
    }

    private Result runUnchecked(String... args) throws IOException, InterruptedException {
        if (!alone && args.length > 0 && Stream.of(args).noneMatch(ALWAYS_ALONE::contains)) {
            Result result = WarmCommands.run(place(), args, (int) TIMEOUT_SECONDS * 1000);
            if (result != null) {
                return new Result(result.exit(), result.out(), withoutSwapWarning(result.err()));
            }
        }
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(List.of(args));
        return runProgram(command);
    }

    /** Returns where its commands run. */
    WarmCommands.Place place() {
        return new WarmCommands.Place(folder, environment, absent);
    }

    /** Returns the launcher's path, for a script that calls it. */
    static String launcher() {
        return REPOSITORY.resolve("keyhaul").toAbsolutePath().toString();
    }

    /** Runs a shell's script, in which {@code keyhaul} is the command. */
    Result runShell(String script) throws IOException, InterruptedException {
        return runShell(PROGRAM, script);
    }

    /** The same, where the script changes neither the folder nor the environment. */
    Result runWarmShell(String script) throws IOException, InterruptedException {
        try (WarmShell shell = WarmShell.open(this)) {
            return runShell(shell.program().toString(), script);
        }
    }

    private Result runShell(String program, String script)
            throws IOException, InterruptedException {
        String function = "keyhaul() { '" + program + "' \"$@\"; }\n";
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
                        "printf '%s\\n"
                                + "' \"$1\" | script --quiet --return --command \"$0\" /dev/null",
                        String.join(" ", words),
                        typed));
    }

    /** Runs any program in the same folder and environment. */
    Result runProgram(List<String> command) throws IOException, InterruptedException {
        TestProcess.Result result = process(command).run(TIMEOUT_SECONDS);
        return new Result(result.exit(), result.out(), withoutSwapWarning(result.err()));
    }

    /** Whether this host's swap is encrypted is not what the tests are about. */
    private static String withoutSwapWarning(String err) {
        return err.replaceAll("(?m)^" + SWAP_WARNING + ".*\n", "");
    }

    /** Starts {@code keyhaul args…} and leaves it running; the caller ends it. */
    Process startKeyhaul(Path stdout, Path stderr, String... args) throws IOException {
        // A shell that starts the tests in its background lets them ignore Ctrl-C.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", PROGRAM));
        command.addAll(List.of(args));
        return process(command).outputTo(stdout).errorsTo(stderr).start();
    }

    private TestProcess process(List<String> command) {
        return TestProcess.of(command).in(folder).without(absent).with(environment);
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
