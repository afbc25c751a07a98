package dev.keyhaul.tenant.runbook;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PowerShell 7: the one of the PATH, or else the one that is kept beside this project for tests.
 */
final class PowerShell {
    /** Hundreds of runs of a runbook may share a process. */
    private static final long TIMEOUT_SECONDS = 1800;

    private PowerShell() {}

    static boolean isHere() {
        return find().isPresent();
    }

    /** Returns how PowerShell is started, or skips the test if it is not installed. */
    static String require() {
        Optional<String> program = find();
        assumeTrue(program.isPresent(), "PowerShell (pwsh), on the PATH or in ../shared/tools");
        return program.orElseThrow();
    }

    /** Runs jobs in one process. */
    static void run(Stage stage, List<Job> jobs, List<String> options) throws Exception {
        Path list = stage.home.resolve("jobs.txt");
        Files.write(
                list,
                jobs.stream()
                        .map(
                                job ->
                                        String.join(
                                                "|",
                                                job.kind().name().toLowerCase(Locale.ROOT),
                                                job.folder().toString(),
                                                stage.home
                                                        .resolve("scripts")
                                                        .resolve(job.script() + ".ps1")
                                                        .toString(),
                                                job.first(),
                                                job.second()))
                        .toList());
        run(stage, options, "jobs.ps1", list.toString());
    }

    /** Runs a script of the stand-ins and returns its output. */
    static List<String> run(Stage stage, List<String> options, String script, String argument)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(require(), "-NoProfile"));
        command.addAll(options);
        command.addAll(List.of("-File", stage.home.resolve(script).toString(), argument));
        return TestProcess.of(command)
                .with(environment(stage))
                .run(TIMEOUT_SECONDS)
                .requireDone()
                .said()
                .lines()
                .toList();
    }

    /** Returns what a process needs that finds the stand-ins. */
    static Map<String, String> environment(Stage stage) {
        return Map.of(
                "PATH",
                stage.home.resolve("bin") + ":" + TestProcess.path(),
                "PSModulePath",
                stage.home.resolve("modules").toString(),
                "OLDER_MODULES",
                stage.home.resolve("older").toString(),
                "POWERSHELL_TELEMETRY_OPTOUT",
                "1",
                "POWERSHELL_UPDATECHECK",
                "Off");
    }

    /** Returns the file of the program, for a script that runs it by its path. */
    static Path file() {
        String program = require();
        return program.contains("/")
                ? Path.of(program)
                : Stream.of(TestProcess.path().split(":"))
                        .map(folder -> Path.of(folder, program))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow();
    }

    private static Optional<String> find() {
        Path shared = ProgramList.ROOT.resolve("../shared/tools/pwsh").normalize();
        if (ProgramList.isHere("pwsh")) {
            return Optional.of("pwsh");
        }
        return Files.isExecutable(shared) ? Optional.of(shared.toString()) : Optional.empty();
    }
}
