package dev.keyhaul.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows system calls in their order: what gets its name, by a link or a rename, must be on the
 * disk before, and the folder of the name after.
 */
final class SyncOrder {
    private static final Pattern DESCRIPTOR = Pattern.compile("\\d+<([^>]*)>.*");
    private static final Pattern PATH = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Path folder;
    private final Set<Path> unsynced = new HashSet<>();
    private final Set<Path> synced = new HashSet<>();
    private final Map<Path, Path> nameless = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    SyncOrder(Path folder) {
        this.folder = folder;
    }

    /** Takes the next call: its name and its arguments. */
    void see(Matcher call) {
        String arguments = Objects.requireNonNull(call.group(2));
        switch (Objects.requireNonNull(call.group(1))) {
            case "open", "openat", "creat" -> {
                if (arguments.contains("O_CREAT")) {
                    unsynced.add(path(arguments, 0));
                }
            }
            case "fsync", "fdatasync" -> synced(descriptor(arguments));
            case "syncfs" -> {
                synced.addAll(unsynced);
                unsynced.clear();
                nameless.clear();
            }
            case "link", "linkat", "rename", "renameat", "renameat2" ->
                    named(path(arguments, 0), path(arguments, 1));
            default -> {
                // Makes no file, and gives none a name.
            }
        }
    }

    private void synced(Path path) {
        unsynced.remove(path);
        synced.add(path);
        nameless.values().removeIf(path::equals);
    }

    private void named(Path from, Path to) {
        if (!to.startsWith(folder)) {
            return;
        }
        boolean whole =
                synced.contains(from) && unsynced.stream().noneMatch(p -> p.startsWith(from));
        if (!whole) {
            wrong.add(to + " got its name before its content was synced");
        }
        nameless.put(to, Objects.requireNonNull(to.getParent()));
    }

    private static Path descriptor(String arguments) {
        Matcher descriptor = DESCRIPTOR.matcher(arguments);
        return Path.of(descriptor.matches() ? Objects.requireNonNull(descriptor.group(1)) : "?");
    }

    private Path path(String arguments, int index) {
        Matcher path = PATH.matcher(arguments);
        for (int i = 0; i <= index; i++) {
            if (!path.find()) {
                return folder.resolve("?");
            }
        }
        return folder.resolve(Objects.requireNonNull(path.group(1))).normalize();
    }

    /** Returns what was found, a sentence each. */
    List<String> notSynced() {
        List<String> all = new ArrayList<>(wrong);
        nameless.forEach((name, of) -> all.add(of + " was not synced after " + name + " was made"));
        return all;
    }
}
