package dev.keyhaul.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a folder, hidden files too: to see that a command that failed left it as it was. */
record FolderContent(Map<String, String> files) {
    static FolderContent of(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                String name = folder.relativize(path).toString();
                files.put(name, Files.isRegularFile(path) ? text(path) : "");
            }
        }
        return new FolderContent(files);
    }

    /** The same, and when each file and folder was changed last. */
    static FolderContent withTimes(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>(of(folder).files);
        for (Map.Entry<String, String> file : files.entrySet()) {
            FileTime changed = Files.getLastModifiedTime(folder.resolve(file.getKey()));
            file.setValue(changed + " " + file.getValue());
        }
        return new FolderContent(files);
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
