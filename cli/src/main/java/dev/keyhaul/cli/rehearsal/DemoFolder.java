package dev.keyhaul.cli.rehearsal;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders of the demo, and nothing else, made and removed. Stateless: any thread may use it. */
public final class DemoFolder {
    private DemoFolder() {}

    /**
     * Makes a folder for its owner alone.
     *
     * @param named the new folder; null for a temporary one
     * @throws FileException if it exists, or cannot be made
     */
    public static Path create(@Nullable Path named) throws FileException {
        try {
            if (named == null) {
                return Files.createTempDirectory(temporary(), "keyhaul-demo-");
            }
            Path absolute = named.toAbsolutePath();
            OwnerOnly.createFolder(absolute);
            return absolute;
        } catch (IOException e) {
            throw FileException.writing(named == null ? temporary() : named, e);
        }
    }

    /** Java itself does not look at the variable. */
    private static Path temporary() {
        Path named = Path.of(System.getenv().getOrDefault("TMPDIR", ""));
        return named.isAbsolute() ? named : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * Deletes a folder that the demo made, links as links.
     *
     * @throws FileException if something in it cannot be deleted
     */
    public static void delete(Path folder) throws FileException {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                FileNames.delete(path);
            }
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
    }
}
