package dev.keyhaul.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The offline bundle that the build has just made, the very file that is shipped. */
final class Bundle {
    static final Path REPOSITORY =
            Path.of(System.getProperty("keyhaul.root", "..")).toAbsolutePath().normalize();

    private Bundle() {}

    static Path file() throws IOException {
        Path built = REPOSITORY.resolve("bundle/target");
        try (Stream<Path> files = Files.list(built)) {
            List<Path> bundles =
                    files.filter(file -> isBundle(file.getFileName().toString())).toList();
            if (bundles.size() != 1) {
                throw new IOException(
                        "one bundle is expected in "
                                + built
                                + ", not "
                                + bundles
                                + "; mvn package");
            }
            return bundles.get(0);
        }
    }

    /** Returns the bundle that brings its Java, if the build had a JDK for it. */
    static Optional<Path> withOwnJava() throws IOException {
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("bundle/target"))) {
            return files.filter(
                            file ->
                                    file.getFileName()
                                            .toString()
                                            .matches("keyhaul-linux-.*\\.tar\\.gz"))
                    .findFirst();
        }
    }

    /** The optional part is an archive of its own, and so is the bundle that brings its Java. */
    private static boolean isBundle(String name) {
        return name.matches("keyhaul-[0-9].*\\.tar\\.gz");
    }
}
