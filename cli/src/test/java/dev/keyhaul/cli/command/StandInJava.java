package dev.keyhaul.cli.command;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Java for the launcher to find: the one under test, with a class of the tests to run in place of
 * the command's, under the launcher's own options. The fixtures of {@code core} are on its class
 * path too.
 */
final class StandInJava {
    private StandInJava() {}

    /** Makes it in a folder, and returns its home. */
    static Path in(Path folder, Class<?> main, String options) throws IOException {
        Path home = Files.createDirectories(folder.resolve("java"));
        Path real = TestProcess.javaHome();
        Files.createSymbolicLink(home.resolve("release"), real.resolve("release"));
        Path program = Files.createDirectory(home.resolve("bin")).resolve("java");
        String tests = location(main) + ":" + location(TestProcess.class);
        Files.writeString(
                program,
                """
                #!/bin/sh
                # Runs the class with the options that the launcher gives a command.
                for word; do
                    shift
                    case ${after:-}$word in
                        -jar | -cp) after=$word ;;
                        -jar*) set -- "$@" %4$s -cp "$word:%2$s" %3$s; after= ;;
                        -cp*) set -- "$@" %4$s -cp "$word:%2$s"; after=class ;;
                        class*) set -- "$@" %3$s; after= ;;
                        *) set -- "$@" "$word" ;;
                    esac
                done
                exec "%1$s/bin/java" "$@"
                """
                        .formatted(real, tests, main.getName(), options));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return home;
    }

    private static Path location(Class<?> tests) {
        return Path.of(tests.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** Deletes it. */
    static void deleteFrom(Path folder) throws IOException {
        for (String file : new String[] {"bin/java", "bin", "release", ""}) {
            Files.deleteIfExists(folder.resolve("java").resolve(file));
        }
    }
}
