package dev.keyhaul.core.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PowerShell 7: the one of the PATH, or else the one that is kept beside this project for tests.
 */
final class PowerShell {
    private PowerShell() {}

    /** Runs a script and returns its output; skips the test where there is no PowerShell. */
    static List<String> run(Path script, String... arguments) throws Exception {
        Optional<Path> program = find();
        assumeThat(program).as("pwsh is on the PATH, or in ../shared/tools").isPresent();
        List<String> command = new ArrayList<>(List.of(program.orElseThrow().toString()));
        command.addAll(List.of("-NoProfile", "-NonInteractive", "-File", script.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.lines().toList();
    }

    private static Optional<Path> find() {
        Path shared =
                Path.of(System.getProperty("keyhaul.root", "..")).resolve("../shared/tools/pwsh");
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                                .map(folder -> Path.of(folder, "pwsh")),
                        Stream.of(shared.toAbsolutePath().normalize()))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
