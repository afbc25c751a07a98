package dev.keyhaul.cli;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A folder with the launcher in it, and {@link LaunchProbe} in place of the command line. */
final class LauncherFixture {
    private static final Path REPOSITORY = Path.of(System.getProperty("keyhaul.root", ".."));

    final Path root;

    /** Where the fixture puts programs that stand in for the system's. */
    final Path bin;

    private LauncherFixture(Path root) {
        this.root = root;
        this.bin = root.resolve("bin");
    }

    /** The launcher and its scripts, without anything to start yet. */
    static LauncherFixture in(Path root) throws IOException {
        LauncherFixture fixture = new LauncherFixture(root);
        Files.createDirectories(fixture.bin);
        Files.createDirectories(root.resolve(".build"));
        Files.createDirectories(root.resolve("launcher"));
        for (String name : List.of("keyhaul", ".build/build.sh", ".build/maven.sh")) {
            Files.copy(REPOSITORY.resolve(name), root.resolve(name));
        }
        Path launcher = root.resolve("keyhaul");
        Files.writeString(
                launcher,
                Files.readString(launcher)
                        .replace(
                                " " + Keyhaul.class.getName() + " ",
                                " " + LaunchProbe.class.getName() + " "));
        try (Stream<Path> scripts = Files.list(REPOSITORY.resolve("launcher"))) {
            for (Path script : scripts.toList()) {
                Files.copy(script, root.resolve("launcher").resolve(script.getFileName()));
            }
        }
        return fixture;
    }

    /**
     * Jar and natives, as in an installed bundle ({@code home} is the root) or a built source tree.
     */
    void putProgram(Path home) throws IOException {
        Files.createDirectories(home);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, jna().toUri().toString());
        String entry = LaunchProbe.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(home.resolve("keyhaul-cli.jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest);
                InputStream bytes = resource(entry)) {
            jar.putNextEntry(new JarEntry(entry));
            bytes.transferTo(jar);
        }
        Path natives =
                Files.createDirectories(home.resolve("natives").resolve(Platform.RESOURCE_PREFIX));
        String library = System.mapLibraryName("jnidispatch").replace(".dylib", ".jnilib");
        try (InputStream bytes =
                resource("com/sun/jna/" + Platform.RESOURCE_PREFIX + "/" + library)) {
            Files.copy(bytes, natives.resolve(library));
        }
    }

    /** A shell script that is found before the system's program of this name. */
    void putCommand(String name, String... lines) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(
                file, "#!/bin/sh\n" + String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Run launch(Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        return start(environment, args).await();
    }

    Started start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", root.resolve("keyhaul").toString()));
        command.addAll(List.of(args));
        return start(command, environment);
    }

    Started start(List<String> command, Map<String, String> environment) throws IOException {
        Path stdout = Files.createTempFile(root, "stdout", "");
        Path stderr = Files.createTempFile(root, "stderr", "");
        TestProcess process =
                TestProcess.of(command)
                        .with(
                                Map.of(
                                        "PATH",
                                        bin + ":" + TestProcess.path(),
                                        "JAVA_HOME",
                                        TestProcess.javaHome().toString()))
                        .with(environment)
                        .outputTo(stdout)
                        .errorsTo(stderr);
        return new Started(process.start(), stdout, stderr);
    }

    private static Path jna() {
        return Path.of(Native.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static InputStream resource(String name) throws IOException {
        InputStream bytes = LaunchProbe.class.getResourceAsStream("/" + name);
        if (bytes == null) {
            throw new IOException("no resource " + name);
        }
        return bytes;
    }

    record Started(Process process, Path stdout, Path stderr) {
        Run await() throws IOException, InterruptedException {
            int exit = process.waitFor();
            return new Run(process.pid(), exit, Files.readString(stdout), Files.readString(stderr));
        }
    }

    record Run(long pid, int exit, String stdout, String stderr) {}
}
