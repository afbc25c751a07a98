package dev.keyhaul.usageaudit.log;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of a log: those that are named, and those in named folders and below, such as {@code
 * y=2026/m=11/d=24/h=22/m=00/PT1H.json} of the log container. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class LogFiles {
    private static final int MAX_DEPTH = 32;
    private static final Set<String> ENDINGS =
            Set.of("json", "jsonl", "csv", "log", "txt", "tsv", "gz");

    private LogFiles() {}

    /**
     * Returns them in the order of their names, which is that of their numbers.
     *
     * @throws FileException when one is missing or no regular file, or a folder cannot be read or
     *     has no log
     */
    public static List<Path> find(List<Path> named) throws FileException {
        List<Path> files = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                files.addAll(inFolder(path));
            } else if (Files.isReadable(path)) {
                InputFile.requireNoPipe(path);
                files.add(path);
            } else {
                throw Files.exists(path)
                        ? new FileException(
                                Reason.FILE_DENIED,
                                "cannot read " + path + ": permission denied",
                                "check the file's permissions")
                        : FileException.reading(path, new NoSuchFileException(path.toString()));
            }
        }
        return files;
    }

    /**
     * Returns the files in the named folders that {@link #find} leaves out because their names do
     * not end as a log's. A name that begins with a dot is the system's own.
     *
     * @throws FileException when a folder cannot be read
     */
    public static List<Path> others(List<Path> named) throws FileException {
        List<Path> others = new ArrayList<>();
        for (Path folder : named) {
            if (Files.isDirectory(folder)) {
                others.addAll(files(folder, file -> !isLog(file) && !isHidden(file)));
            }
        }
        return others;
    }

    private static List<Path> files(Path folder, Predicate<Path> which) throws FileException {
        try (Stream<Path> found = Files.walk(folder, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            return found.filter(which).filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw FileException.reading(folder, e);
        } catch (UncheckedIOException e) {
            throw FileException.reading(folder, new IOException(e.getMessage(), e));
        }
    }

    private static List<Path> inFolder(Path folder) throws FileException {
        List<Path> files = files(folder, LogFiles::isLog);
        if (files.isEmpty()) {
            throw new FileException(
                    Reason.AUDIT_LOG,
                    "there is no log in " + folder,
                    "log files have names that end in .json, .jsonl, .csv, .log, .txt or .tsv, or in .gz");
        }
        return files;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static boolean isLog(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
