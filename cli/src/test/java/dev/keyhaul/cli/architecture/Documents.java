package dev.keyhaul.cli.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The documents that people read: those of the root, of {@code docs} with its folders, and of the
 * examples.
 */
final class Documents {
    static final Path ROOT = Path.of(System.getProperty("keyhaul.root", "..")).normalize();

    private Documents() {}

    static List<Path> all() throws IOException {
        return Stream.of(in("", ".md"), below("docs", ".md"), below("examples", ".md"))
                .flatMap(List::stream)
                .toList();
    }

    /** Returns the files of a folder and of the folders in it, but not what a build made. */
    static List<Path> below(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !name(file).contains("target/"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the files of a folder, but not of the folders in it. */
    static List<Path> in(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** Returns a file's path from the root. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }
}
