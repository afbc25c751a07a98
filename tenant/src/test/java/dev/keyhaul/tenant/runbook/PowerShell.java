package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PowerShell 7: the one of the PATH, or else the one that is kept beside this project for tests.
 */
final class PowerShell {
    private PowerShell() {}

    /** Runs a script and returns its output; skips the test where there is no PowerShell. */
    static List<String> run(Path script, String... arguments) throws Exception {
        Optional<String> program = find();
        assumeThat(program).as("pwsh is on the PATH, or in ../shared/tools").isPresent();
        List<String> command = new ArrayList<>(List.of(program.orElseThrow()));
        command.addAll(List.of("-NoProfile", "-NonInteractive", "-File", script.toString()));
        command.addAll(List.of(arguments));
        return TestProcess.of(command).run().requireDone().said().lines().toList();
    }

    private static Optional<String> find() {
        Path shared = ProgramList.ROOT.resolve("../shared/tools/pwsh").normalize();
        if (ProgramList.isHere("pwsh")) {
            return Optional.of("pwsh");
        }
        return Files.isExecutable(shared) ? Optional.of(shared.toString()) : Optional.empty();
    }
}
