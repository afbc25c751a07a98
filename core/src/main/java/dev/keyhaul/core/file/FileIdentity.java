package dev.keyhaul.core.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Which file a path names, by whatever links and mounts: a file that exists has its key in the file
 * system, one that does not exist yet the key of its folder and its name. Immutable.
 *
 * @param exists whether the file exists
 * @param key its key, or that of its folder
 * @param folder the folder that the path itself names, for a file that does not exist
 * @param name the last name of a file that does not exist; empty of one that exists
 */
public record FileIdentity(boolean exists, String key, Path folder, String name) {
    /** Finds the identities of many files: each folder is looked up once. Not thread-safe. */
    public static final class Finder {
        /** Folders beyond this number are looked up each time: memory stays bounded. */
        private static final int MAX_KNOWN_FOLDERS = 100_000;

        private final Map<Path, String> folders = new HashMap<>();

        /** Returns which file this is; no file is opened. */
        public FileIdentity of(Path path) {
            Path file = path.toAbsolutePath();
            // Asked without an exception for what is missing, as most outputs of a batch are.
            if (file.toFile().exists()) {
                return new FileIdentity(true, key(file), file, "");
            }
            Path folder = Objects.requireNonNullElse(file.getParent(), file);
            String known = folders.get(folder);
            if (known == null) {
                known = key(folder);
                if (folders.size() < MAX_KNOWN_FOLDERS) {
                    folders.put(folder, known);
                }
            }
            return new FileIdentity(false, known, folder, String.valueOf(file.getFileName()));
        }
    }

    /** Returns which file this is; no file is opened. */
    public static FileIdentity of(Path path) {
        return new Finder().of(path);
    }

    /** The path itself is the key of what is missing, and where a file system has no keys. */
    private static String key(Path file) {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file.toRealPath().toString() : key.toString();
        } catch (IOException e) {
            return file.normalize().toString();
        }
    }

    /** Whether both are one file, or would be. */
    public boolean isSame(FileIdentity other) {
        if (exists != other.exists || !key.equals(other.key)) {
            return false;
        }
        return name.equals(other.name)
                || (name.equalsIgnoreCase(other.name) && ignoresCase(folder));
    }

    /**
     * Returns a text that is the same for all names of one file; two files whose names differ by
     * case alone may have the same, so that {@link #isSame} decides then.
     */
    public String hint() {
        return exists ? key : key + '/' + name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /**
     * Whether names in a folder that differ by case alone name one file: asked of a name that is
     * there already, in the folder or above it, so that nothing is written for the answer.
     */
    private static boolean ignoresCase(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Path other = entry.resolveSibling(otherCase(String.valueOf(entry.getFileName())));
                if (!other.equals(entry)) {
                    return isOne(entry, other);
                }
            }
        } catch (IOException e) {
            return true; // What cannot be found out must not cost a file.
        }
        Path name = folder.getFileName();
        Path above = folder.getParent();
        if (name == null || above == null) {
            return false;
        }
        Path other = folder.resolveSibling(otherCase(name.toString()));
        return other.equals(folder) ? ignoresCase(above) : isOne(folder, other);
    }

    private static boolean isOne(Path entry, Path other) {
        try {
            return Files.exists(other) && Files.isSameFile(entry, other);
        } catch (IOException e) {
            return true;
        }
    }

    private static String otherCase(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals(name) ? name.toLowerCase(Locale.ROOT) : upper;
    }
}
