package dev.keyhaul.cli.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What happens to a stick between two hosts. */
final class Sticks {
    private Sticks() {}

    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }

    static void delete(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Puts what was kept in its place. */
    static void restore(Path kept, Path stick) throws IOException {
        delete(stick);
        copy(kept, stick);
    }

    static void flip(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }

    /** The newest file of the records whose name ends like this. */
    static Path last(Path stick, String ending) throws IOException {
        try (Stream<Path> records = Files.list(stick.resolve("records"))) {
            return records.filter(p -> p.toString().endsWith(ending))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }
}
