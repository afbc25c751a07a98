package dev.keyhaul.tenant.runbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a run of a script left: its exit code, its output, its calls, and Azure's state. */
record After(Path folder, int exit, List<String> output, List<String> calls) {
    static After of(Path scene, int run) {
        Path folder = scene.resolve("after-" + run);
        return new After(
                folder,
                Integer.parseInt(read(folder.resolve("exit")).strip()),
                read(folder.resolve("output")).lines().filter(line -> !line.isBlank()).toList(),
                read(folder.resolve("calls")).lines().toList());
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    boolean says(String text) {
        return output.stream().anyMatch(line -> line.contains(text));
    }

    /** Returns the last step that the run announced, without its number. */
    String lastStep() {
        return output.stream()
                .filter(line -> line.matches("\\d+/\\d+ .*"))
                .reduce("", (before, line) -> line.replaceFirst("\\S+ ", ""));
    }

    String lastLine() {
        return output.isEmpty() ? "" : output.get(output.size() - 1);
    }

    /** Returns the versions of a key that are enabled, oldest first. */
    List<String> enabled(String key) {
        return versions(key).stream()
                .filter(file -> read(file).startsWith("true"))
                .map(file -> file.getFileName().toString().substring(2))
                .toList();
    }

    List<Path> versions(String key) {
        Path versions = folder.resolve("keys").resolve(key);
        return Files.exists(versions) ? list(versions) : List.of();
    }

    /** Returns each key of Azure Rights Management, as its status and what it is. */
    List<String> tenantKeys() {
        return list(folder.resolve("tenant-keys")).stream()
                .map(file -> read(file).strip())
                .toList();
    }

    int indexOf(String call) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).contains(call)) {
                return i;
            }
        }
        throw new AssertionError("no " + call + " in " + calls);
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
