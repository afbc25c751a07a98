package dev.keyhaul.cli.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The documents that people read: those of the root, those of the folder {@code docs} for users,
 * and those of {@code docs/dev} for developers.
 */
final class Documents {
    static final Path ROOT = Path.of(System.getProperty("keyhaul.root", "..")).normalize();

    private Documents() {}

    static List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>(in("", ".md"));
        all.addAll(in("docs", ".md"));
        all.addAll(in("docs/dev", ".md"));
        return all;
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
