package dev.keyhaul.examples.jks;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program as it is installed, with the example's jar in the folder {@code sources}. */
final class Installation implements AutoCloseable {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", "../.."));
    private static final Path BUILT = REPOSITORY.resolve("cli/target").toAbsolutePath();
    private static final Path JAR =
            REPOSITORY
                    .resolve("examples/jks-source/target/keyhaul-example-jks-source.jar")
                    .toAbsolutePath();

    private static final List<String> LINKED = List.of("keyhaul-cli.jar", "lib", "natives");

    private final Path root;

    private Installation(Path root) {
        this.root = root;
    }

    static Installation in(Path root) throws IOException {
        Files.createDirectories(root.resolve("launcher"));
        Files.copy(REPOSITORY.resolve("keyhaul"), root.resolve("keyhaul"));
        try (Stream<Path> scripts = Files.list(REPOSITORY.resolve("launcher"))) {
            for (Path script : scripts.toList()) {
                Files.copy(script, root.resolve("launcher").resolve(script.getFileName()));
            }
        }
        for (String part : LINKED) {
            Files.createSymbolicLink(root.resolve(part), BUILT.resolve(part));
        }
        return new Installation(root);
    }

    Installation withSource() throws IOException {
        Path sources = Files.createDirectories(root.resolve("sources"));
        Files.copy(JAR, sources.resolve("jks-source.jar"));
        return this;
    }

    TestProcess.Result run(Path folder, String... args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("keyhaul").toAbsolutePath().toString()));
        command.addAll(List.of(args));
        return TestProcess.of(command)
                .in(folder)
                .with(Map.of("JAVA_HOME", TestProcess.javaHome().toString()))
                .run();
    }

    /** Removes the links: what they lead to is the build's. */
    @Override
    public void close() throws IOException {
        for (String part : LINKED) {
            Files.delete(root.resolve(part));
        }
    }
}
