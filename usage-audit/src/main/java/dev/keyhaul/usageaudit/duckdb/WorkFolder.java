package dev.keyhaul.usageaudit.duckdb;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A new folder for its owner alone, removed with all that is in it; on Ctrl-C too. */
final class WorkFolder implements AutoCloseable {
    private final Path path;
    private final Thread atExit = new Thread(this::remove, "audit-cleanup");

    private WorkFolder(Path path) {
        this.path = path;
    }

    static WorkFolder in(Path parent) throws FileException {
        Path path = parent.resolve("keyhaul-audit-" + UUID.randomUUID());
        try {
            OwnerOnly.createFolder(path);
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
        WorkFolder folder = new WorkFolder(path);
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        return folder;
    }

    Path path() {
        return path;
    }

    private void remove() {
        List<Path> all;
        try (Stream<Path> found = Files.walk(path)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException e) {
            return; // It is gone already, or is not to be read: nothing that could be removed.
        }
        for (Path each : all) {
            try {
                FileNames.deleteIfExists(each);
            } catch (IOException e) {
                // The folder is private; what stays in it is the system's to clean.
            }
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, or has run.
        }
    }
}
