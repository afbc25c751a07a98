package dev.keyhaul.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /** The optional part is an archive of its own. */
    private static boolean isBundle(String name) {
        return name.endsWith(".tar.gz") && !name.startsWith("keyhaul-audit-");
    }
}
