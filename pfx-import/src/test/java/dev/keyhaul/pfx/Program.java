package dev.keyhaul.pfx;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Other people's programs, in a folder of a test. */
final class Program {
    private final Path folder;

    Program(Path folder) {
        this.folder = folder;
    }

    /**
     * Runs a command, given as words separated by spaces, which must succeed. Returns its output.
     */
    String run(String command) throws IOException, InterruptedException {
        return run(List.of(command.split(" ")));
    }

    String run(List<String> command) throws IOException, InterruptedException {
        return TestProcess.of(command)
                .in(folder)
                .with(Map.of("LC_ALL", "C.UTF-8"))
                .run()
                .requireDone()
                .said();
    }

    byte[] read(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    void write(String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }
}
